package com.trmlabs.portal.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The identity provider and what its claims mean here.
 *
 * @param issuer its issuer, exactly as in its tokens; the endpoints below are read from its discovery document when not given
 * @param clientId the client that the portal is there
 * @param clientSecret the client's secret
 * @param endpoints the endpoints, for a provider that the portal reaches by other addresses than people do
 * @param scopes what the portal asks for; {@code openid} is always among it
 * @param groupsClaim the claim of the ID token that lists a person's groups
 * @param personClaim the claim that says who somebody is; {@code email} counts only when {@code email_verified} is true
 * @param roles which group gives which role; {@code group:customer} gives the role at that customer only. A group below others is named
 *     by its path, {@code teams/portal-admins}
 * @param checkEvery how often an open session is asked about at the provider; rights lost there end it after at most twice this
 * @param rolesGoodFor how long the roles seen last count for somebody without an open session: whom approvals ask, whose votes
 *     count, whose machine tokens work
 * @param unreachableLimit how long sessions live on while the provider cannot be asked
 */
@ConfigurationProperties("portal.oidc")
record OidcSettings(
        URI issuer,
        String clientId,
        String clientSecret,
        @DefaultValue Endpoints endpoints,
        @DefaultValue({"openid", "profile", "email"}) List<String> scopes,
        @DefaultValue("groups") String groupsClaim,
        @DefaultValue("email") String personClaim,
        @Nullable Map<String, Role> roles,
        @DefaultValue("20s") Duration checkEvery,
        @DefaultValue("30d") Duration rolesGoodFor,
        @DefaultValue("5m") Duration unreachableLimit) {

    private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);
    static final Map<String, Role> ROLES = Map.of(
            "portal-operators", Role.OPERATOR,
            "portal-approvers", Role.APPROVER,
            "portal-auditors", Role.AUDITOR,
            "portal-admins", Role.ADMIN);

    /**
     * @param authorization where browsers are sent to sign in
     * @param token where codes and refresh tokens are exchanged
     * @param jwks where the signing keys are
     * @param userInfo where claims that are not in the ID token are read
     * @param endSession where browsers are sent to sign out
     */
    record Endpoints(@Nullable URI authorization, @Nullable URI token, @Nullable URI jwks, @Nullable URI userInfo,
            @Nullable URI endSession) {

        Endpoints {
            address("endpoints.authorization", authorization);
            address("endpoints.token", token);
            address("endpoints.jwks", jwks);
            address("endpoints.user-info", userInfo);
            address("endpoints.end-session", endSession);
        }
    }

    OidcSettings {
        needed("issuer", issuer);
        needed("client-id", clientId);
        needed("client-secret", clientSecret);
        needed("groups-claim", groupsClaim);
        needed("person-claim", personClaim);
        address("issuer", issuer);
        refuseUnless(scopes.contains("openid"), "scopes", "a list with openid in it");
        refuseUnless(checkEvery.isPositive() && checkEvery.compareTo(LONGEST_CHECK) <= 0, "check-every", "between 1 ms and 30 s, or rights would outlive"
                + " their loss by more than a minute, not " + checkEvery);
        refuseUnless(rolesGoodFor.isPositive(), "roles-good-for", "longer than nothing, not " + rolesGoodFor);
        refuseUnless(!unreachableLimit.isNegative(), "unreachable-limit", "nothing or longer, not " + unreachableLimit);
        roles = roles == null || roles.isEmpty() ? ROLES : Map.copyOf(roles);
    }

    /** How often sessions that are due are looked for. */
    Duration sweepEvery() {
        return checkEvery.dividedBy(4);
    }

    /** How old an answer of the provider may be at a request; then the request itself asks. */
    Duration latestCheck() {
        return checkEvery.multipliedBy(2);
    }

    private static void needed(String name, @Nullable Object value) {
        if (value == null || value.toString().isBlank()) {
            throw new IllegalArgumentException("portal.oidc." + name + " is missing: without it nobody can sign in");
        }
    }

    private static void address(String name, @Nullable URI given) {
        refuseUnless(given == null || given.getHost() != null && String.valueOf(given.getScheme()).matches("https?"), name, "an absolute address, https://..., not '" + given + "'");
    }

    private static void refuseUnless(boolean right, String name, String rule) {
        if (!right) {
            throw new IllegalArgumentException("portal.oidc." + name + " has to be " + rule);
        }
    }
}
