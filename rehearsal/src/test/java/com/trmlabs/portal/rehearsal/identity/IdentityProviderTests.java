package com.trmlabs.portal.rehearsal.identity;

import static com.trmlabs.portal.rehearsal.identity.Browser.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsal.state.Folder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People sign in by HTTP, as a browser and the portal would do it. */
class IdentityProviderTests {

    @TempDir
    static Path folder;

    static RunningRehearsal rehearsal;
    static URI issuer;

    Browser browser = new Browser(issuer);

    @BeforeAll
    static void start() {
        rehearsal = RunningRehearsal.start(folder);
        issuer = rehearsal.endpoints().issuer();
    }

    @AfterAll
    static void stop() {
        rehearsal.close();
    }

    @Test
    void tellsWhoSignedInHowAndWhen() throws Exception {
        var claims = claims(browser.signIn("operator@example.test"));

        assertThat(claims.getIssuer()).isEqualTo(issuer.toString());
        assertThat(claims.getSubject()).isEqualTo("5f1c-olivia");
        assertThat(claims.getStringClaim("email")).isEqualTo("operator@example.test");
        assertThat(claims.getBooleanClaim("email_verified")).isTrue();
        assertThat(claims.getStringClaim("name")).isEqualTo("Olivia Operator");
        assertThat(claims.getStringListClaim("groups")).containsExactly("portal-operators");
        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
        assertThat(claims.getDateClaim("auth_time")).isNotNull();
    }

    @Test
    void asksNoPasswordTwiceInOneSession() throws Exception {
        browser.signIn("operator@example.test");

        assertThat(browser.authorize().getHost()).isEqualTo("127.0.0.1");
        assertThat(browser.authorize().getPort()).isEqualTo(45678);
    }

    @Test
    void asksForThePasswordAgainWhenToldTo() throws Exception {
        var first = claims(browser.signIn("approver1@example.test"));

        for (var demand : List.of("prompt=login", "max_age=0")) {
            assertThat(browser.authorize(demand).getPath()).isEqualTo("/login");
            Thread.sleep(1001); // auth_time counts seconds
            var again = claims(browser.signIn("approver1@example.test", demand));
            assertThat(again.getDateClaim("auth_time")).isAfter(first.getDateClaim("auth_time"));
        }
        assertThat(browser.authorize("max_age=3600").getPort()).isEqualTo(45678);
    }

    @Test
    void answersNoneWithLoginRequiredWhenASignInIsTooOld() throws Exception {
        browser.signIn("approver1@example.test");

        assertThat(browser.authorize("max_age=0", "prompt=none").getQuery()).contains("error=login_required");
    }

    @Test
    void namesASecondFactorOnlyWhenItWasUsed() throws Exception {
        browser.authorize();
        assertThat(browser.type("approver3@example.test", "demo", "654321").getQuery()).isEqualTo("error");
        var back = browser.type("approver3@example.test", "demo", "123456");

        var claims = claims(browser.tokens(URI.create(browser.get(back).headers().firstValue("Location").orElseThrow())));

        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd", "otp");
    }

    @Test
    void refusesWrongPasswordsAndDisabledAccountsAlike() throws Exception {
        assertThat(browser.type("operator@example.test", "wrong", "").getQuery()).isEqualTo("error");
        assertThat(browser.type("leaver@example.test", "demo", "").getQuery()).isEqualTo("error");
        assertThat(browser.type("nobody@example.test", "demo", "").getQuery()).isEqualTo("error");
    }

    @Test
    void aSecondAccountHasAnotherSubjectAndTheSameAddress() throws Exception {
        var first = claims(browser.signIn("operator@example.test"));
        var second = claims(new Browser(issuer).signIn("operator-alt"));

        assertThat(second.getSubject()).isNotEqualTo(first.getSubject());
        assertThat(second.getStringClaim("email")).isEqualTo(first.getStringClaim("email"));
    }

    @Test
    void refusesAnotherAddressToReturnTo() throws Exception {
        var answer = browser.get(URI.create("/oauth2/authorize?response_type=code&client_id=portal&scope=openid&code_challenge=x"
                + "&code_challenge_method=S256&redirect_uri=http://127.0.0.1:1/elsewhere"));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void keepsItsKeyOverARestart() throws Exception {
        var token = SignedJWT.parse(browser.signIn("operator@example.test").get("id_token").asString());
        rehearsal.close();
        rehearsal = RunningRehearsal.start(folder);

        assertThat(rehearsal.endpoints().issuer()).isEqualTo(issuer);
        var key = JWKSet.parse(browser.get(URI.create("/oauth2/jwks")).body()).getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
    }

    @Test
    void endsTheSessionOnLogout() throws Exception {
        var tokens = browser.signIn("operator@example.test");
        var answer = browser.get(URI.create("/connect/logout?post_logout_redirect_uri=http://127.0.0.1:45678/&state=x&id_token_hint="
                + tokens.get("id_token").asString()));

        assertThat(answer.headers().firstValue("Location")).hasValue("http://127.0.0.1:45678/?state=x");
        assertThat(browser.authorize().getPath()).isEqualTo("/login");
        assertThat(new Browser(issuer).get(URI.create("/connect/logout?post_logout_redirect_uri=http://evil.test/&id_token_hint="
                + new Browser(issuer).signIn("operator@example.test").get("id_token").asString())).statusCode()).isEqualTo(400);
    }

    @Test
    void shutsOutADisabledAccountAtOnce() throws Exception {
        var tokens = browser.signIn("operator2@example.test");
        assertThat(browser.userInfo(tokens).statusCode()).isEqualTo(200);

        rehearsal.people().disable("operator2@example.test");

        var refreshed = browser.refresh(tokens);
        assertThat(refreshed.statusCode()).isEqualTo(400);
        assertThat(refreshed.body()).contains("invalid_grant", "User disabled");
        assertThat(browser.userInfo(tokens).statusCode()).isEqualTo(401);
        assertThat(browser.authorize().getPath()).isEqualTo("/login");

        rehearsal.people().enable("operator2@example.test");
        assertThat(browser.refresh(tokens).body()).contains("invalid_grant", "Session not active");
        assertThat(browser.userInfo(browser.signIn("operator2@example.test")).statusCode()).isEqualTo(200);
    }

    @Test
    void tellsNewGroupsAtTheNextRefresh() throws Exception {
        var tokens = browser.signIn("approver2@example.test");
        var before = claims(tokens);

        rehearsal.people().putInto("approver2@example.test", List.of("portal-auditors"));

        var userInfo = JsonMapper.shared().readTree(browser.userInfo(tokens).body());
        assertThat(userInfo.get("groups").valueStream().map(JsonNode::asString)).containsExactly("portal-auditors");
        assertThat(userInfo.get("auth_time").asLong()).isEqualTo(before.getDateClaim("auth_time").toInstant().getEpochSecond());
        var after = claims(JsonMapper.shared().readTree(browser.refresh(tokens).body()));
        assertThat(after.getStringListClaim("groups")).containsExactly("portal-auditors");
        assertThat(after.getDateClaim("auth_time")).isEqualTo(before.getDateClaim("auth_time"));
        assertThat(after.getSubject()).isEqualTo(before.getSubject());
    }

    @Test
    void saysWhatItOffers() throws Exception {
        var metadata = JsonMapper.shared().readTree(browser.get(URI.create("/.well-known/openid-configuration")).body());

        assertThat(metadata.get("issuer").asString()).isEqualTo(issuer.toString());
        assertThat(metadata.get("end_session_endpoint").asString()).isEqualTo(issuer + "/connect/logout");
    }

    @Test
    void keepsWhatTheDirectorChanged(@TempDir Path folder) {
        var people = new People(new Folder(folder), Clock.systemUTC());
        people.putInto("auditor@example.test", List.of("portal-admins"));
        people.disable("approver2@example.test");

        var again = new People(new Folder(folder), Clock.systemUTC());

        assertThat(again.byLogin("auditor@example.test").orElseThrow().groups()).containsExactly("portal-admins");
        assertThat(again.byLogin("approver2@example.test").orElseThrow().enabled()).isFalse();
    }
}
