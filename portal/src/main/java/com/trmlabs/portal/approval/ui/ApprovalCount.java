package com.trmlabs.portal.approval.ui;

import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.ui.NavCount;
import org.springframework.stereotype.Component;

/** How many votes are asked of whoever is signed in. */
@Component
class ApprovalCount implements NavCount {

    private final ApprovalQueries approvals;

    ApprovalCount(ApprovalQueries approvals) {
        this.approvals = approvals;
    }

    @Override
    public String path() {
        return "approvals";
    }

    @Override
    public int count() {
        return approvals.countAskedOfMe();
    }

    @Override
    public String words(int count) {
        return count + " asked of you";
    }
}
