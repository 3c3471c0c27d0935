package com.trmlabs.portal.rehearsal.identity;

import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/** Codes and tokens of accounts that still count; those of a disabled account are as unknown as invented ones. */
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
        return living(all.findByToken(token, type));
    }

    private @Nullable OAuth2Authorization living(@Nullable OAuth2Authorization found) {
        return Optional.ofNullable(found).filter(this::counts).orElse(null);
    }

    private boolean counts(OAuth2Authorization authorization) {
        Authentication signIn = authorization.getAttribute(Principal.class.getName());
        return signIn == null || people.bySubject(signIn.getName()).accepts(PasswordSignIn.time(signIn));
    }
}
