package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.CustomerId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The roles that somebody holds now, each everywhere or at one customer only. */
public record Grants(Set<Grant> grants) {

    public static final Grants NONE = new Grants(Set.of());

    /** @param customer where it counts; absent when it counts everywhere */
    public record Grant(Role role, Optional<CustomerId> customer) {}

    public Grants {
        grants = Set.copyOf(grants);
    }

    /** Whether any of the roles is held somewhere: enough to show a page, not to act on a customer. */
    public boolean holds(Role... roles) {
        return grants.stream().anyMatch(grant -> Arrays.asList(roles).contains(grant.role()));
    }

    /** Whether the role counts at this customer. */
    public boolean holds(Role role, CustomerId customer) {
        return grants.stream().anyMatch(grant -> grant.role() == role && covers(grant, customer));
    }

    /** Whether any of the roles counts at this customer. */
    public boolean holdsAny(CustomerId customer, Role... roles) {
        return Arrays.stream(roles).anyMatch(role -> holds(role, customer));
    }

    /** Whether anything of this customer may be seen: any role that counts there reads. */
    public boolean sees(CustomerId customer) {
        return grants.stream().anyMatch(grant -> covers(grant, customer));
    }

    /** Whether everything may be seen: some role is not limited to customers. */
    public boolean seesAll() {
        return grants.stream().anyMatch(grant -> grant.customer().isEmpty());
    }

    /** The customers that are seen where not everything is. */
    public Set<CustomerId> customers() {
        return grants.stream().map(Grant::customer).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private static boolean covers(Grant grant, CustomerId customer) {
        return grant.customer().map(customer::equals).orElse(true);
    }
}
