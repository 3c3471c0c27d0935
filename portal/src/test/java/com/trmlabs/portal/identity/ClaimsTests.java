package com.trmlabs.portal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.identity.Grants.Grant;
import com.trmlabs.portal.kernel.CustomerId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;

class ClaimsTests {

    @ParameterizedTest
    @ValueSource(strings = {"portal-admins", "/portal-admins"})
    void takesAGroupWithAndWithoutALeadingSlash(String group) {
        assertThat(grants(Map.of(), group)).isEqualTo(Grants.everywhere(Role.ADMIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sandbox/portal-admins", "sandbox/portal-admins", "//portal-admins", "/portal-admins/", "/portal-admins:cedar/x",
        "/sandbox/portal-admins:cedar", "Portal-Admins", ""})
    void givesNoRoleForASubgroupThatIsOnlyCalledLikeTheGroup(String group) {
        assertThat(grants(Map.of(), group)).isEqualTo(Grants.NONE);
    }

    @Test
    void limitsARoleToACustomer() {
        assertThat(grants(Map.of(), "/portal-operators:bluefin").grants()).containsExactly(new Grant(Role.OPERATOR, Optional.of(new CustomerId("bluefin"))));
    }

    @Test
    void takesASubgroupByTheWholePathThatTheSettingNames() {
        var named = Map.of("portal.oidc.roles[teams/portal-admins]", "ADMIN");

        assertThat(grants(named, "/teams/portal-admins")).isEqualTo(Grants.everywhere(Role.ADMIN));
        assertThat(grants(named, "/teams/portal-admins:cedar").grants()).containsExactly(new Grant(Role.ADMIN, Optional.of(new CustomerId("cedar"))));
        assertThat(grants(named, "/portal-admins", "/other/teams/portal-admins")).isEqualTo(Grants.NONE);
    }

    private static Grants grants(Map<String, String> more, String... groups) {
        var settings = new HashMap<>(Map.of("portal.oidc.issuer", "https://idp.example.test", "portal.oidc.client-id", "portal", "portal.oidc.client-secret", "x"));
        settings.putAll(more);
        var claims = new Claims(new Binder(new MapConfigurationPropertySource(settings)).bind("portal.oidc", OidcSettings.class).get());
        return claims.grants(new DefaultOidcUser(List.of(), new OidcIdToken("x", Instant.EPOCH, Instant.MAX, Map.of("sub", "x", "groups", List.of(groups)))));
    }
}
