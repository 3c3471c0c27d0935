package com.trmlabs.portal.rehearsal.kubernetes.api;

import java.util.List;

/** Who calls. */
public record User(String name, List<String> groups) {

    static final String EVERYBODY = "system:authenticated";

    public static User of(String name) {
        var words = name.split(":");
        boolean account = name.startsWith("system:serviceaccount:") && words.length == 4;
        return new User(name, account ? List.of("system:serviceaccounts", "system:serviceaccounts:" + words[2], EVERYBODY) : List.of(EVERYBODY));
    }

    /** May do everything. */
    public static User admin() {
        return new User("kubernetes-admin", List.of("system:masters", EVERYBODY));
    }

    static User anonymous() {
        return new User("system:anonymous", List.of("system:unauthenticated"));
    }

    boolean isAdmin() {
        return groups.contains("system:masters");
    }
}
