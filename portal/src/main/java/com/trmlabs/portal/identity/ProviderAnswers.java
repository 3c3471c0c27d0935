package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.OpenSession.Tokens;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Asks the provider about a session by using its refresh token: yes with the groups of now, over without a word about the account,
 * no, or no answer.
 */
@Component
class ProviderAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderAnswers.class);

    sealed interface Answer {

        record Yes(OidcIdToken token, Grants grants, Tokens tokens) implements Answer {}

        /** Only the session there is at its end: too old, or signed out elsewhere. What the account may do has not changed. */
        record Over(String why) implements Answer {}

        record No(String why) implements Answer {}

        record Silence(String why) implements Answer {}
    }

    /**
     * Keycloak's words for the end of a session; of a disabled account it says "User disabled". Anything else is taken as the
     * loss of all rights: a good vote lost by that is given again, a bad one that counts cannot be taken back.
     */
    private static final Set<String> OVER = Set.of("Token is not active", "Session not active", "Client session not active",
            "Session doesn't have required client");

    private final IdentityProvider provider;
    private final OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> tokenEndpoint;
    private final JwtDecoderFactory<ClientRegistration> decoders;
    private final SigningIn signingIn;
    private final Claims claims;

    ProviderAnswers(IdentityProvider provider, OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> tokenEndpoint,
            JwtDecoderFactory<ClientRegistration> decoders, SigningIn signingIn, Claims claims) {
        this.provider = provider;
        this.tokenEndpoint = tokenEndpoint;
        this.decoders = decoders;
        this.signingIn = signingIn;
        this.claims = claims;
    }

    Answer about(OpenSession.State session) {
        var refresh = session.tokens().refresh();
        if (refresh == null) {
            return new Answer.Silence("it gave no refresh token");
        }
        try {
            var registration = provider.registration();
            var response = tokenEndpoint.getTokenResponse(new OAuth2RefreshTokenGrantRequest(registration, session.tokens().access(), refresh));
            return yes(registration, session, response);
        } catch (OAuth2AuthorizationException answer) {
            return OAuth2ErrorCodes.INVALID_GRANT.equals(answer.getError().getErrorCode())
                    ? end(Objects.requireNonNullElse(answer.getError().getDescription(), "no reason given"))
                    : silence(answer);
        } catch (OAuth2AuthenticationException | JwtException | IllegalArgumentException unusable) {
            return silence(unusable);
        }
    }

    private static Answer end(String description) {
        return OVER.contains(description)
                ? new Answer.Over("The session at the identity provider is over: " + description)
                : new Answer.No("The identity provider lets this account in no longer: " + description);
    }

    private Answer yes(ClientRegistration registration, OpenSession.State session, OAuth2AccessTokenResponse response) {
        var token = idToken(registration, session, response);
        if (!token.getSubject().equals(session.person().getSubject()) || !token.getIssuer().equals(session.person().getIssuer())) {
            return new Answer.No("The identity provider answered with another account");
        }
        var user = signingIn.read(new OidcUserRequest(registration, response.getAccessToken(), token));
        var refresh = response.getRefreshToken() == null ? session.tokens().refresh() : response.getRefreshToken();
        return new Answer.Yes(token, claims.grants(user), new Tokens(response.getAccessToken(), refresh));
    }

    /** Providers may leave the ID token out of a refresh; then the first one says who it is, and the user info says the rest. */
    private OidcIdToken idToken(ClientRegistration registration, OpenSession.State session, OAuth2AccessTokenResponse response) {
        if (response.getAdditionalParameters().get(OidcParameterNames.ID_TOKEN) instanceof String value) {
            var jwt = decoders.createDecoder(registration).decode(value);
            return new OidcIdToken(jwt.getTokenValue(), jwt.getIssuedAt(), jwt.getExpiresAt(), jwt.getClaims());
        }
        var first = session.person().getIdToken();
        return new OidcIdToken(first.getTokenValue(), first.getIssuedAt(), first.getExpiresAt(), claims.withoutGroups(first.getClaims()));
    }

    private static Answer silence(Exception failure) {
        LOG.warn("The identity provider gives no usable answer: {}", failure.getMessage());
        return new Answer.Silence(failure.getClass().getSimpleName());
    }
}
