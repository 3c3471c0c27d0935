package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.Grants.Grant;
import com.trmlabs.portal.identity.RegisteredPeople.Account;
import com.trmlabs.portal.kernel.CustomerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** What the identity provider's claims mean here: who it is, and which roles its groups give. */
@Component
class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final OidcSettings settings;

    Claims(OidcSettings settings) {
        this.settings = settings;
    }

    /** @throws SignInRefused when the claim that says who it is is missing or not verified */
    Account account(OidcUser user) {
        String key = user.getClaimAsString(settings.personClaim());
        String shown = Optional.ofNullable(user.getEmail()).or(() -> Optional.ofNullable(user.getPreferredUsername())).orElse(user.getSubject());
        if (key == null || key.isBlank()) {
            throw new SignInRefused(shown, "Your account " + shown + " comes without " + settings.personClaim()
                    + ", by which the portal knows people. Ask an administrator of your identity provider to add it.");
        }
        if (settings.personClaim().equals("email") && !Boolean.TRUE.equals(user.getEmailVerified())) {
            throw new SignInRefused(shown, "The e-mail address " + key + " of your account is not verified, so anybody could claim it."
                    + " Verify it at your identity provider, then sign in again.");
        }
        return new Account(user.getIssuer().toString(), user.getSubject(), RegisteredPeople.normal(key), shown);
    }

    Grants grants(OidcUser user) {
        return new Grants(groups(user).map(this::grant).flatMap(Optional::stream).collect(Collectors.toSet()));
    }

    /** Whether the groups are in this token at all, or have to be read elsewhere. */
    boolean tellsGroups(OidcUser user) {
        return user.hasClaim(settings.groupsClaim());
    }

    Map<String, Object> withoutGroups(Map<String, Object> claims) {
        var rest = new HashMap<>(claims);
        rest.remove(settings.groupsClaim());
        return rest;
    }

    private Stream<String> groups(OidcUser user) {
        Object claim = user.getClaim(settings.groupsClaim());
        return switch (claim) {
            case null -> Stream.empty();
            case Collection<?> many -> many.stream().map(String::valueOf);
            default -> List.of(String.valueOf(claim)).stream();
        };
    }

    /** {@code portal-operators} or {@code portal-operators:bluefin}; a path counts as a whole, or a subgroup of that name anywhere would give the role. */
    private Optional<Grant> grant(String group) {
        String name = group.startsWith("/") ? group.substring(1) : group;
        int colon = name.indexOf(':');
        var role = Optional.ofNullable(settings.roles().get(colon < 0 ? name : name.substring(0, colon)));
        if (colon < 0) {
            return role.map(held -> new Grant(held, Optional.empty()));
        }
        try {
            var customer = new CustomerId(name.substring(colon + 1));
            return role.map(held -> new Grant(held, Optional.of(customer)));
        } catch (IllegalArgumentException noCustomer) {
            LOG.warn("Group {} names no customer and gives no role: {}", group, noCustomer.getMessage());
            return Optional.empty();
        }
    }
}
