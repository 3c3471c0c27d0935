package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.ProjectId;

/** The two service accounts in a customer's project that we may impersonate: one that plans, one that runs. */
public enum CloudIdentity {
    READ("portal-read"),
    RUN("portal-run");

    private final String account;

    CloudIdentity(String account) {
        this.account = account;
    }

    public String account() {
        return account;
    }

    public String email(ProjectId project) {
        return account + "@" + project + ".iam.gserviceaccount.com";
    }
}
