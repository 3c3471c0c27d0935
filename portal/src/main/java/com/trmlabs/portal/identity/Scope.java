package com.trmlabs.portal.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a machine token may do, at no one customer. Its owner must hold one of the roles everywhere at the moment of use. */
public enum Scope {
    RELEASES_PUBLISH("releases:publish", Role.OPERATOR, Role.ADMIN),
    METRICS_READ("metrics:read", Role.values());

    private final String text;
    private final List<Role> roles;

    Scope(String text, Role... roles) {
        this.text = text;
        this.roles = List.of(roles);
    }

    static Optional<Scope> of(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    boolean isGivenBy(Grants owner) {
        return owner.holdsEverywhere(roles.toArray(Role[]::new));
    }

    /** As in {@code hasAuthority('SCOPE_releases:publish')}, without the prefix. */
    public String text() {
        return text;
    }
}
