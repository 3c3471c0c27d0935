package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.People.Person;
import com.trmlabs.portal.kernel.Actor;
import java.util.List;
import java.util.Optional;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;

/** A person with a browser session: the account it came by, and the rights that the provider confirmed last. */
class SignedInPerson extends DefaultOidcUser implements Acting {

    private final transient Person person;
    private final transient Grants grants;
    private final transient Optional<SignIn> signIn;
    private final transient Optional<String> address;

    SignedInPerson(OidcIdToken token, Person person, Grants grants, Optional<SignIn> signIn, Optional<String> address) {
        super(grants.authorities(), token);
        this.person = person;
        this.grants = grants;
        this.signIn = signIn;
        this.address = address;
    }

    /** The same sign-in with the rights of now. */
    SignedInPerson with(OidcIdToken token, Grants now) {
        return new SignedInPerson(token, person, now, signIn, address);
    }

    static Optional<SignIn> signIn(OidcIdToken token) {
        return Optional.ofNullable(token.getAuthenticatedAt())
                .map(at -> new SignIn(at, Optional.ofNullable(token.getAuthenticationMethods()).orElse(List.of())));
    }

    OAuth2AuthenticationToken authentication() {
        return new OAuth2AuthenticationToken(this, getAuthorities(), IdentityProvider.ID);
    }

    @Override
    public Actor actor() {
        return new Actor(person.id(), person.name(), Actor.Kind.PERSON, address);
    }

    @Override
    public Grants grants() {
        return grants;
    }

    @Override
    public Optional<SignIn> signIn() {
        return signIn;
    }
}
