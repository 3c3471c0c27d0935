package com.trmlabs.portal.change;

import java.util.Set;

/** Where a change stands. Failed: we said no (a check, a probe). Errored: a machine said no, after retries. */
public enum ChangeStatus {
    DRAFT,
    PLANNED,
    AWAITING_APPROVAL,
    APPROVED,
    WAITING_FOR_WINDOW,
    RUNNING,
    SUCCEEDED,
    FAILED,
    ERRORED,
    ROLLED_BACK,
    REJECTED,
    EXPIRED,
    CANCELLED;

    private static final Set<ChangeStatus> ENDED = Set.of(SUCCEEDED, FAILED, ERRORED, ROLLED_BACK, REJECTED, EXPIRED, CANCELLED);

    /** Nothing more happens to it. */
    public boolean hasEnded() {
        return ENDED.contains(this);
    }
}
