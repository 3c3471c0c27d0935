package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.Refusal;
import java.util.List;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** Turns a verified ID token into a person of ours, or refuses it. */
@Component
class SigningIn implements OAuth2UserService<OidcUserRequest, OidcUser> {

    private final Claims claims;
    private final RegisteredPeople people;
    private final OidcUserService userInfo = ProviderClient.userInfo();

    SigningIn(Claims claims, RegisteredPeople people) {
        this.claims = claims;
        this.people = people;
    }

    @Override
    public SignedInPerson loadUser(OidcUserRequest request) {
        var user = read(request);
        var account = claims.account(user);
        var grants = claims.grants(user);
        if (grants.grants().isEmpty()) {
            throw new SignInRefused(account.name(), "Your account " + account.name() + " has no role in the portal. Ask an administrator of"
                    + " your identity provider to add you to one of its groups, then sign in again.");
        }
        try {
            var person = people.register(account, grants);
            return new SignedInPerson(request.getIdToken(), person, grants, SignedInPerson.signIn(request.getIdToken()), SourceAddress.now());
        } catch (Refusal ambiguous) {
            throw new SignInRefused(account.name(), String.valueOf(ambiguous.getMessage()));
        }
    }

    /** What the provider says of the account: the ID token, and the user info where the token is silent about groups. */
    OidcUser read(OidcUserRequest request) {
        OidcUser token = new DefaultOidcUser(List.of(), request.getIdToken());
        return claims.tellsGroups(token) || request.getClientRegistration().getProviderDetails().getUserInfoEndpoint().getUri() == null
                ? token : userInfo.loadUser(request);
    }
}
