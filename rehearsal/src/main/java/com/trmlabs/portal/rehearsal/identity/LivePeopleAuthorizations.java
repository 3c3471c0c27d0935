package com.trmlabs.portal.rehearsal.identity;

import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * Codes and tokens of accounts that still count; those of a disabled account are as unknown as invented ones. Only who refreshes
 * is told why, in the words of Keycloak.
 */
final class LivePeopleAuthorizations implements OAuth2AuthorizationService {

    private final OAuth2AuthorizationService all = new InMemoryOAuth2AuthorizationService();
    private final People people;

    LivePeopleAuthorizations(People people) {
        this.people = people;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        all.save(authorization);
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        all.remove(authorization);
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return living(all.findById(id));
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        var found = all.findByToken(token, type);
        if (OAuth2TokenType.REFRESH_TOKEN.equals(type)) {
            whyNot(found).ifPresent(why -> {
                throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, why, null));
            });
        }
        return living(found);
    }

    private Optional<String> whyNot(@Nullable OAuth2Authorization found) {
        if (found == null) {
            return Optional.of("Session not active"); // sessions live as long as this process, refresh tokens are kept elsewhere
        }
        if (!found.getRefreshToken().isActive()) {
            return Optional.of("Token is not active");
        }
        return counts(found) ? Optional.empty() : Optional.of(person(found).enabled() ? "Session not active" : "User disabled");
    }

    private @Nullable OAuth2Authorization living(@Nullable OAuth2Authorization found) {
        return Optional.ofNullable(found).filter(this::counts).orElse(null);
    }

    private boolean counts(OAuth2Authorization authorization) {
        Authentication signIn = authorization.getAttribute(Principal.class.getName());
        return signIn == null || person(authorization).accepts(PasswordSignIn.time(signIn));
    }

    private Person person(OAuth2Authorization authorization) {
        return people.bySubject(authorization.getPrincipalName());
    }
}
