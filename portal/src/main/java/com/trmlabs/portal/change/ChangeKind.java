package com.trmlabs.portal.change;

/** What people decide about. */
public enum ChangeKind {
    ONBOARD("Onboard"),
    CREATE_CLUSTER("Create"),
    INSTALL("Install"),
    UPGRADE("Upgrade"),
    CONFIGURE("Configure"),
    ROLL_BACK("Roll back");

    private final String verb;

    ChangeKind(String verb) {
        this.verb = verb;
    }

    /** As a title begins: {@code Upgrade api to 2.4.0}. */
    public String verb() {
        return verb;
    }
}
