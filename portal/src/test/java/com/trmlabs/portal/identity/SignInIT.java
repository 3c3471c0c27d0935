package com.trmlabs.portal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.GuestRehearsal;
import com.trmlabs.portal.MovableClock;
import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.stereotype.Controller;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@PostgresTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "portal.oidc.check-every=30s")
@Import({SignInIT.Probe.class, SignInIT.Answers.class, AuditRecord.class})
class SignInIT {

    private static final RunningRehearsal REHEARSAL = GuestRehearsal.start();
    private static final MovableClock CLOCK = new MovableClock();

    @LocalServerPort
    int port;

    @Autowired
    OpenSessions sessions;

    @Autowired
    LiveRights rights;

    @Autowired
    OidcSettings settings;

    @Autowired
    RegisteredPeople people;

    @Autowired
    AuditRecord record;

    @Autowired
    IdentityProvider provider;

    @Autowired
    JwtDecoderFactory<ClientRegistration> decoders;

    @Autowired
    SigningIn signingIn;

    @Autowired
    Claims claims;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        registry.add("portal.oidc.issuer", () -> REHEARSAL.endpoints().issuer());
        registry.add("portal.oidc.client-id", () -> "portal");
        registry.add("portal.oidc.client-secret", () -> "portal-rehearsal-only");
    }

    @AfterEach
    void backToNow() {
        CLOCK.backToNow();
    }

    @AfterAll
    static void stop() {
        REHEARSAL.close();
    }

    @Test
    void letsAPersonInWithTheRolesOfTheirGroups() {
        var page = new Visitor(port).open("/probe", "bluefin-operator@example.test");

        assertThat(page.body()).contains("bluefin-operator@example.test", "OPERATOR at bluefin", "APPROVER at bluefin", "signed in [pwd]", "from 127.0.0.1");
        assertThat(record.about("bluefin-operator@example.test")).anySatisfy(entry -> {
            assertThat(entry.at("/action").asString()).isEqualTo("identity.sign-in");
            assertThat(entry.at("/actor/signedInAt").asString()).isNotEmpty();
        });
        assertThat(people.holding(Role.APPROVER, new CustomerId("bluefin"))).extracting(People.Person::name)
                .contains("bluefin-operator@example.test");
        assertThat(people.holding(Role.APPROVER, new CustomerId("cedar"))).extracting(People.Person::name)
                .doesNotContain("bluefin-operator@example.test");
    }

    @Test
    void changesTheSessionIdAtSignIn() {
        var visitor = new Visitor(port);
        var form = visitor.open("/probe");
        var before = visitor.sessionId();

        visitor.type(form, "operator@example.test");

        assertThat(visitor.sessionId()).isNotEqualTo(before);
    }

    @Test
    void countsTwoAccountsWithOneVerifiedAddressAsOnePerson() {
        new Visitor(port).open("/probe", "operator@example.test");
        var second = new Visitor(port).open("/probe", "operator-alt");

        assertThat(second.body()).contains("person operator@example.test", "APPROVER");
        assertThat(people.grants(new PersonId("operator@example.test")).grants()).extracting(Grants.Grant::role)
                .contains(Role.OPERATOR, Role.APPROVER);
    }

    @Test
    void endsTheSessionOfAPersonWhoIsDisabledAtTheProvider() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "approver1@example.test");
        REHEARSAL.people().disable("approver1@example.test");
        try {
            sessions.all().forEach(sessions::check);

            assertThat(Visitor.asksForPassword(visitor.open("/probe"))).isTrue();
            assertThat(record.about("approver1@example.test")).anySatisfy(entry -> {
                assertThat(entry.at("/action").asString()).isEqualTo("identity.session-ended");
                assertThat(entry.at("/actor/kind").asString()).isEqualTo("PORTAL");
            });
            assertThat(people.holding(Role.APPROVER, new CustomerId("bluefin"))).extracting(People.Person::name)
                    .doesNotContain("approver1@example.test");
        } finally {
            REHEARSAL.people().enable("approver1@example.test");
        }
    }

    @Test
    void endsTheSessionWhenItIsDueWithoutARequest() {
        new Visitor(port).open("/probe", "approver2@example.test");
        REHEARSAL.people().disable("approver2@example.test");
        try {
            CLOCK.moveOn(settings.checkEvery());
            rights.sweep();

            await().until(() -> sessions.all().stream().noneMatch(session -> session.state().person().actor().name().equals("approver2@example.test")));
            assertThat(record.about("approver2@example.test")).last().satisfies(entry ->
                    assertThat(entry.at("/reason").asString()).contains("lets this account in no longer"));
        } finally {
            REHEARSAL.people().enable("approver2@example.test");
        }
    }

    @Test
    void keepsTheRolesOfAPersonWhoseSessionAtTheProviderIsOver() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "approver1@example.test");
        REHEARSAL.people().disable("approver1@example.test");
        REHEARSAL.people().enable("approver1@example.test"); // what was open before stays closed

        sessions.all().forEach(sessions::check);

        assertThat(Visitor.asksForPassword(visitor.open("/probe"))).isTrue();
        assertThat(record.about("approver1@example.test")).last().satisfies(entry ->
                assertThat(entry.at("/reason").asString()).isEqualTo("The session at the identity provider is over: Session not active"));
        assertThat(people.holding(Role.APPROVER, new CustomerId("bluefin"))).extracting(People.Person::name).contains("approver1@example.test");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "nothing", value = {"Token is not active, Over", "Session not active, Over", "Client session not active, Over",
        "Session doesn't have required client, Over", "User disabled, No", "Token has been expired or revoked., No", "nothing, No"})
    void takesOnlyTheEndOfASessionForLessThanTheLossOfAllRights(@Nullable String description, String answer) {
        new Visitor(port).open("/probe", "operator@example.test");
        OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refuses = request -> {
            throw new OAuth2AuthorizationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, description, null));
        };

        var answers = new ProviderAnswers(provider, refuses, decoders, signingIn, claims);

        assertThat(answers.about(sessions.all().iterator().next().state())).extracting(given -> given.getClass().getSimpleName()).isEqualTo(answer);
    }

    @Test
    void asksTheProviderBeforeARequestWhenTheLastAnswerIsOld() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "approver2@example.test");
        REHEARSAL.people().putInto("approver2@example.test", List.of("portal-auditors"));
        try {
            assertThat(visitor.open("/probe").body()).contains("APPROVER");

            CLOCK.moveOn(Duration.ofMinutes(2));

            assertThat(visitor.open("/probe").body()).contains("AUDITOR").doesNotContain("APPROVER");
        } finally {
            REHEARSAL.people().putInto("approver2@example.test", List.of("portal-approvers"));
        }
    }

    @Test
    void endsTheSessionOfAPersonWithoutAnyRoleLeft() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "auditor@example.test");
        REHEARSAL.people().putInto("auditor@example.test", List.of("something-else"));
        try {
            sessions.all().forEach(sessions::check);

            var again = visitor.open("/probe");
            assertThat(again.statusCode()).isEqualTo(403);
            assertThat(again.body()).contains("You are not signed in", "has no role in the portal");
        } finally {
            REHEARSAL.people().putInto("auditor@example.test", List.of("portal-auditors"));
        }
    }

    @Test
    void asksForThePasswordAgainAndBelievesTheFreshProof() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "operator2@example.test");

        var form = visitor.open("/sign-in-again?to=/probe");
        assertThat(Visitor.asksForPassword(form)).isTrue();
        var second = visitor.type(form, "operator2@example.test");

        assertThat(second.uri().getPath()).isEqualTo("/probe");
        assertThat(record.about("operator2@example.test")).extracting(entry -> entry.at("/action").asString())
                .containsExactly("identity.sign-in", "identity.sign-in-again");
    }

    @Test
    void leavesAFreshSignInAloneWhenTheAnswerIsAboutTheOneBefore() {
        var visitor = new Visitor(port);
        var others = sessions.all();
        visitor.open("/probe", "approver2@example.test");
        var old = sessions.all().stream().filter(open -> !others.contains(open)).toList();
        visitor.type(visitor.open("/sign-in-again?to=/probe"), "approver2@example.test");
        REHEARSAL.people().disable("approver2@example.test");
        try {
            old.forEach(sessions::check);

            assertThat(visitor.open("/probe").body()).contains("person approver2@example.test");
        } finally {
            REHEARSAL.people().enable("approver2@example.test");
        }
    }

    @Test
    void refusesAnOldProofWhereAFreshOneWasAskedFor() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "approver3@example.test");
        CLOCK.moveOn(Duration.ofHours(1)); // the portal asks an hour after the provider last saw the person

        var answer = visitor.open("/sign-in-again?to=/probe", "approver3@example.test");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("answered with an earlier one");
    }

    @Test
    void opensAnotherSessionWhenAnotherPersonComesBack() {
        var visitor = new Visitor(port);
        visitor.open("/remember?what=secret-of-the-operator", "operator@example.test");
        var form = visitor.open("/sign-in-again?to=/probe");

        visitor.type(form, "admin@example.test");

        assertThat(visitor.open("/probe").body()).contains("person admin@example.test", "remembers null");
        assertThat(record.about("operator@example.test")).anySatisfy(entry -> {
            assertThat(entry.at("/action").asString()).isEqualTo("identity.session-ended");
            assertThat(entry.at("/reason").asString()).contains("Somebody else");
        });
    }

    @Test
    void comesBackOnlyToThePortalItself() {
        for (String elsewhere : List.of("https://evil.test/", "//evil.test/", "/%5Cevil.test/", "javascript:alert(1)")) {
            var visitor = new Visitor(port);
            visitor.open("/probe", "operator@example.test");
            var form = visitor.open("/sign-in-again?to=" + elsewhere);

            assertThat(visitor.type(form, "operator@example.test").uri().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void livesOnWhileTheProviderIsSilentButNotForLong() {
        var visitor = new Visitor(port);
        visitor.open("/probe", "operator@example.test");
        var session = sessions.all().stream().filter(open -> open.state().person().getName().equals("5f1c-olivia")).findFirst().orElseThrow();
        session.confirm(session.state().person(), new OpenSession.Tokens(session.state().tokens().access(), null), CLOCK.instant());

        sessions.check(session);
        assertThat(visitor.open("/probe").body()).contains("person operator@example.test");

        CLOCK.moveOn(Duration.ofMinutes(6));
        sessions.check(session);
        assertThat(record.about("operator@example.test")).last().satisfies(entry ->
                assertThat(entry.at("/reason").asString()).contains("could not be asked for longer than"));
    }

    @Test
    void saysOnAPlainPageWhatIsNotForTheRole() {
        var page = new Visitor(port).open("/audit/export?format=jsonl", "operator@example.test");

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("<h1>Not for your role</h1>", "Your roles do not allow this. Nothing changed.", "<a href=\"/\">My work</a>");
    }

    @Test
    void saysOnAPlainPageThatNothingIsThere() {
        var page = new Visitor(port).open("/answer?status=404", "operator@example.test");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<h1>Not found</h1>", "Check the address");
    }

    @Test
    void givesAReferenceForWhatFailedAndNotItsWords() {
        var page = new Visitor(port).open("/answer?status=500", "operator@example.test");

        assertThat(page.statusCode()).isEqualTo(500);
        assertThat(page.body()).containsPattern("Ref [0-9A-Z]+").doesNotContain("secret");
    }

    @Controller
    static class Answers {

        @GetMapping("/answer")
        void answer(int status, HttpServletResponse response) throws IOException {
            if (status == 500) {
                throw new IllegalStateException("a secret");
            }
            response.sendError(status);
        }
    }

    @RestController
    @TestConfiguration
    static class Probe {

        @Autowired
        CurrentActor current;

        @Bean
        @Primary
        Clock movableClock() {
            return CLOCK;
        }

        @GetMapping("/probe")
        String probe(HttpSession session) {
            var signIn = current.signIn().orElseThrow();
            return "person " + current.actor().person() + " " + current.grants().grants().stream()
                    .map(grant -> grant.role() + grant.customer().map(customer -> " at " + customer).orElse("")).sorted().toList()
                    + " signed in " + signIn.methods() + " at " + signIn.at() + " from " + current.actor().address().orElse("?")
                    + " remembers " + session.getAttribute("what");
        }

        @GetMapping("/remember")
        String remember(String what, HttpSession session) {
            session.setAttribute("what", what);
            return "kept";
        }
    }
}
