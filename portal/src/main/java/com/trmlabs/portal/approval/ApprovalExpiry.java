package com.trmlabs.portal.approval;

/** Ends approvals whose time is over; on schedule. */
public interface ApprovalExpiry {

    /** @return how many it ended */
    int expireDue();
}
