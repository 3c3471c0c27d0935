package com.trmlabs.portal.customer.access;

import com.trmlabs.portal.customer.CloudIdentity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The content of {@code k8s/onboarding/permissions.yaml}: the one source of what we ask for in a customer's project. */
public record AccessSpec(List<Api> apis, List<Identity> identities, List<Role> roles, List<Permission> permissions, List<Grant> grants) {

    public record Api(String api, String reason) {}

    /** @param key always {@code none}: no key of a service account is ever made */
    public record Identity(String id, String account, String title, String description, String key, boolean impersonatedByPortal) {}

    public record Role(String identity, String role, String title) {}

    public record Permission(String identity, String permission, String reason) {}

    public record Grant(String identity, Target on, String role, String reason) {

        boolean ofPortal() {
            return identity.equals(PORTAL);
        }
    }

    /** Either an identity of the project, by its id here, or the project itself ({@code project: true}). */
    public record Target(@Nullable String serviceAccount, @Nullable Boolean project) {

        public Target {
            if ((serviceAccount == null) == (project == null)) {
                throw new IllegalArgumentException("permissions.yaml: a grant is on a service account or on the project");
            }
        }

        boolean isProject() {
            return project != null;
        }
    }

    public AccessSpec {
        var known = identities.stream().map(Identity::id).collect(Collectors.toSet());
        known.add(PORTAL);
        requireKnown(known, roles.stream().map(Role::identity));
        requireKnown(known, permissions.stream().map(Permission::identity));
        requireKnown(known, grants.stream().map(Grant::identity));
        requireKnown(known, grants.stream().map(Grant::on).filter(on -> !on.isProject()).map(on -> String.valueOf(on.serviceAccount())));
        if (!identities.stream().allMatch(identity -> identity.key().equals("none"))) {
            throw new IllegalArgumentException("permissions.yaml: an identity with a key is not supported");
        }
    }

    /** The identity of the portal itself, which is not made in the customer's project. */
    static final String PORTAL = "portal";

    private static void requireKnown(Set<String> known, Stream<String> used) {
        used.filter(id -> !known.contains(id)).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException("permissions.yaml names the identity '" + id + "' but does not define it");
        });
    }

    public Set<String> apiNames() {
        return apis.stream().map(Api::api).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public List<Permission> permissions(CloudIdentity identity) {
        return permissionsOf(identity.name().toLowerCase(Locale.ROOT));
    }

    List<Permission> permissionsOf(String identity) {
        return permissions.stream().filter(permission -> permission.identity().equals(identity)).toList();
    }

    Identity identity(String id) {
        return identities.stream().filter(identity -> identity.id().equals(id)).findFirst().orElseThrow();
    }
}
