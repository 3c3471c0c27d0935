package com.trmlabs.portal.rehearsal.identity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.rehearsal.state.Folder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/** Why a refresh is refused, in the words that tell the end of a session from the end of an account. */
class LivePeopleAuthorizationsTests {

    @TempDir
    Path folder;

    LivePeopleAuthorizations authorizations;

    @BeforeEach
    void people() {
        authorizations = new LivePeopleAuthorizations(new People(new Folder(folder), Clock.systemUTC()));
    }

    @Test
    void saysThatATokenIsTooOld() {
        var longAgo = Instant.parse("2026-01-05T08:00:00Z");
        authorizations.save(OAuth2Authorization.withRegisteredClient(new IdentityProvider().clients().findByClientId("portal"))
                .principalName("5f1c-olivia").authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .refreshToken(new OAuth2RefreshToken("old", longAgo, longAgo.plusSeconds(60))).build());

        assertThatThrownBy(() -> authorizations.findByToken("old", OAuth2TokenType.REFRESH_TOKEN)).hasMessageContaining("Token is not active");
    }

    @Test
    void saysThatTheSessionOfAForgottenTokenIsOver() {
        assertThatThrownBy(() -> authorizations.findByToken("of an earlier start", OAuth2TokenType.REFRESH_TOKEN))
                .hasMessageContaining("Session not active");
    }
}
