package com.trmlabs.portal.identity;

/** What somebody may do; reading is part of each. A person can hold several. */
public enum Role {
    OPERATOR,
    APPROVER,
    AUDITOR,
    ADMIN
}
