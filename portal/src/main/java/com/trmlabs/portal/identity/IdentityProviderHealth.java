package com.trmlabs.portal.identity;

import java.net.URI;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Down when nobody could sign in: the provider's keys (or, before the first sign-in, its description) cannot be read. */
@Component("identityProviderHealthIndicator")
class IdentityProviderHealth extends AbstractHealthIndicator {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final OidcSettings settings;
    private final RestClient http = RestClient.builder().requestFactory(ProviderClient.requests()).build();

    IdentityProviderHealth(OidcSettings settings) {
        super("The identity provider cannot be reached");
        this.settings = settings;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var keys = settings.endpoints().jwks();
        http.get().uri(keys != null ? keys : URI.create(settings.issuer() + DISCOVERY)).retrieve().toBodilessEntity();
        health.up();
    }
}
