package com.trmlabs.portal.identity;

import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.stereotype.Component;

/** The one OIDC client of the portal. Discovery waits until somebody signs in, so that the two can start in any order. */
@Component
class IdentityProvider implements ClientRegistrationRepository {

    static final String ID = "portal";

    private final OidcSettings settings;
    private volatile @Nullable ClientRegistration registration;

    IdentityProvider(OidcSettings settings) {
        this.settings = settings;
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String registrationId) {
        return ID.equals(registrationId) ? registration() : null;
    }

    /** @throws IllegalArgumentException when discovery is needed and the provider does not answer */
    ClientRegistration registration() {
        var known = registration;
        if (known == null) {
            known = describe();
            registration = known;
        }
        return known;
    }

    private ClientRegistration describe() {
        var given = settings.endpoints();
        boolean complete = given.authorization() != null && given.token() != null && given.jwks() != null;
        var builder = complete
                ? ClientRegistration.withRegistrationId(ID).issuerUri(settings.issuer().toString())
                : ClientRegistrations.fromOidcIssuerLocation(settings.issuer().toString()).registrationId(ID);
        builder.clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .clientName("Customer Cloud Portal")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                .userNameAttributeName(IdTokenClaimNames.SUB)
                .scope(settings.scopes());
        return override(builder, given).build();
    }

    private static ClientRegistration.Builder override(ClientRegistration.Builder builder, OidcSettings.Endpoints given) {
        set(given.authorization(), builder::authorizationUri);
        set(given.token(), builder::tokenUri);
        set(given.jwks(), builder::jwkSetUri);
        set(given.userInfo(), builder::userInfoUri);
        set(given.endSession(), uri -> builder.providerConfigurationMetadata(Map.of("end_session_endpoint", uri)));
        return builder;
    }

    private static void set(@Nullable URI uri, Consumer<String> setter) {
        if (uri != null) {
            setter.accept(uri.toString());
        }
    }
}
