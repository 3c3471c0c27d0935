package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.CustomerId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The roles that somebody holds now, each everywhere or at one customer only. */
public record Grants(Set<Grant> grants) {

    public static final Grants NONE = new Grants(Set.of());

    /** @param customer where it counts; absent when it counts everywhere */
    public record Grant(Role role, Optional<CustomerId> customer) {}

    public Grants {
        grants = Set.copyOf(grants);
    }

    public static Grants everywhere(Role... roles) {
        return new Grants(Arrays.stream(roles).map(role -> new Grant(role, Optional.empty())).collect(Collectors.toSet()));
    }

    /** Whether any of the roles is held somewhere: enough to show a page, not to act on a customer. */
    public boolean holds(Role... roles) {
        return grants.stream().anyMatch(grant -> Arrays.asList(roles).contains(grant.role()));
    }

    /** Whether any of the roles counts everywhere: what belongs to no one customer takes this. */
    public boolean holdsEverywhere(Role... roles) {
        return of(roles).seesAll();
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

    /** What is left when only these roles count. */
    public Grants of(Role... roles) {
        return new Grants(grants.stream().filter(grant -> Arrays.asList(roles).contains(grant.role())).collect(Collectors.toSet()));
    }

    /** {@code ROLE_ADMIN} for a role held somewhere, {@code ROLE_ADMIN_EVERYWHERE} besides where no customer limits it. */
    List<GrantedAuthority> authorities() {
        return grants.stream()
                .flatMap(grant -> grant.customer().isPresent() ? Stream.of("ROLE_" + grant.role()) : Stream.of("ROLE_" + grant.role(), "ROLE_" + grant.role() + "_EVERYWHERE"))
                .distinct().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
    }

    /** The customers that are seen where not everything is. */
    public Set<CustomerId> customers() {
        return grants.stream().map(Grant::customer).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    /** The same by name, as a query takes them. */
    public String[] customerNames() {
        return customers().stream().map(CustomerId::value).toArray(String[]::new);
    }

    private static boolean covers(Grant grant, CustomerId customer) {
        return grant.customer().map(customer::equals).orElse(true);
    }
}
