package com.trmlabs.portal.rehearsal.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What customers' admins are asked to do, read from the same files that they get ({@code k8s/onboarding}). */
public record Onboarding(List<Api> apis, List<Identity> identities, List<Permission> permissions,
        List<Grant> grants) {

    public static Onboarding shipped() {
        var yaml = YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        return yaml.readValue(file("permissions.yaml"), Onboarding.class);
    }

    /** One of the files, for example cluster-access.yaml. */
    public static String file(String name) {
        try {
            return new ClassPathResource("onboarding/" + name).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read k8s/onboarding/" + name, e);
        }
    }

    public Set<String> apiNames() {
        return apis.stream().map(Api::api).collect(Collectors.toUnmodifiableSet());
    }

    /** The identity behind an account name such as portal-read. */
    public Optional<Identity> identity(String account) {
        return identities.stream().filter(identity -> identity.account().equals(account)).findFirst();
    }

    /** What is granted to an identity, sorted. */
    public List<String> permissions(String identity) {
        return permissions.stream()
                .filter(permission -> permission.identity().equals(identity))
                .map(Permission::permission)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Whether an identity is granted a role on the account of another one. */
    public boolean grants(String identity, String role, String account) {
        return grants.stream().anyMatch(grant -> grant.identity().equals(identity) && grant.role().equals(role)
                && account.equals(grant.on().serviceAccount()));
    }

    public record Api(String api) {}

    public record Identity(String id, String account, boolean impersonatedByPortal) {}

    public record Permission(String identity, String permission) {}

    public record Grant(String identity, Target on, String role) {}

    /** @param serviceAccount the id of an identity; absent for the project */
    public record Target(@Nullable String serviceAccount) {}
}
