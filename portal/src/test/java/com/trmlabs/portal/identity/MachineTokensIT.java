package com.trmlabs.portal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.identity.MachineTokens.Standing;
import com.trmlabs.portal.identity.RegisteredPeople.Account;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

@PostgresTest
@Import({MachineTokensIT.Endpoint.class, AuditRecord.class})
class MachineTokensIT {

    private static final As ADMIN = As.person("admin@example.test", Role.ADMIN);
    private static final PersonId OWNER = new PersonId("pipeline-owner@example.test");
    private static final Set<Scope> PUBLISH = Set.of(Scope.RELEASES_PUBLISH);

    @Autowired
    MachineTokens tokens;

    @Autowired
    RegisteredPeople people;

    @Autowired
    WebApplicationContext context;

    MockMvc web;

    @Autowired
    JdbcClient sql;

    @Autowired
    AuditRecord record;

    @BeforeEach
    void peopleAndDoor() {
        web = MockMvcBuilders.webAppContextSetup(context).apply(springSecurity()).build();
        people.register(account("admin@example.test"), grants(Role.ADMIN));
        people.register(account(OWNER.value()), grants(Role.OPERATOR));
    }

    @Test
    void actsAsItsOwnerWithItsScopesAndNoRole() throws Exception {
        var created = create();

        web.perform(request(created.secret())).andExpect(status().isOk())
                .andExpect(content().string("MACHINE pipeline-owner@example.test [] [SCOPE_releases:publish]"));
        assertThat(ADMIN.call(() -> tokens.find(Standing.WORKS, "", 0, 100))).anySatisfy(token -> {
            assertThat(token.id()).isEqualTo(created.token().id());
            assertThat(token.lastUsedAt()).isPresent();
        });
    }

    @Test
    void keepsOnlyTheHashOfTheSecret() {
        var created = create();

        assertThat(sql.sql("select t::text from machine_token t where id = :id").param("id", created.token().id()).query(String.class).single())
                .doesNotContain(created.secret()).contains(created.token().prefix());
        assertThat(record.about(created.token().prefix())).singleElement()
                .satisfies(entry -> assertThat(entry.toString()).doesNotContain(created.secret()).contains("token.create"));
    }

    @Test
    void refusesARevokedToken() throws Exception {
        var created = create();
        ADMIN.run(() -> tokens.revoke(created.token().id()));

        web.perform(request(created.secret())).andExpect(status().isUnauthorized())
                .andExpect(header().string("WWW-Authenticate", "Bearer"))
                .andExpect(jsonPath("$.detail").isNotEmpty()).andExpect(jsonPath("$.means").isNotEmpty()).andExpect(jsonPath("$.do").isNotEmpty());
    }

    @Test
    void refusesTheTokenOfAnOwnerWhoLostTheRole() throws Exception {
        var created = create();
        people.remember("https://idp.example.test", "sub-" + OWNER, Grants.NONE);

        web.perform(request(created.secret())).andExpect(status().isUnauthorized());
    }

    @Test
    void refusesTheTokenOfAnOwnerWhoseRoleIsLeftAtOneCustomerOnly() throws Exception {
        var created = create();
        people.remember("https://idp.example.test", "sub-" + OWNER, As.personAt("cedar", OWNER.value(), Role.OPERATOR, Role.ADMIN).grants());

        web.perform(request(created.secret())).andExpect(status().isUnauthorized());
        assertThatThrownBy(this::create).isInstanceOf(Refusal.class).hasMessageContaining("only what its owner may do");
    }

    @Test
    void refusesACallWithoutAToken() throws Exception {
        web.perform(get("/api/v1/test/probe")).andExpect(status().isUnauthorized()).andExpect(jsonPath("$.detail").value("The request came without a token."));
        web.perform(get("/actuator/prometheus")).andExpect(status().isUnauthorized());
        web.perform(get("/actuator/env")).andExpect(status().isUnauthorized());
        web.perform(get("/api/v1/openapi")).andExpect(status().isFound());
    }

    @Test
    void refusesWhatItsScopesDoNotHold() throws Exception {
        var created = create();
        web.perform(get("/actuator/prometheus").header("Authorization", "Bearer " + created.secret())).andExpect(status().isForbidden());
        assertThat(record.about("/actuator/prometheus")).last().satisfies(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
            assertThat(entry.path("actor").toString()).contains(OWNER.value());
        });
    }

    @Test
    void closesTheDoorAfterManyWrongTokens() throws Exception {
        for (int i = 0; i < 20; i++) {
            web.perform(request("portal_guess" + i).with(from("203.0.113.7"))).andExpect(status().isUnauthorized());
        }
        var created = create();

        web.perform(request(created.secret()).with(from("203.0.113.7"))).andExpect(status().isTooManyRequests()).andExpect(header().exists("Retry-After"));
        web.perform(request(created.secret()).with(from("203.0.113.8"))).andExpect(status().isOk());
        assertThat(record.about("203.0.113.7")).hasSize(2).allSatisfy(entry -> assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED"));
    }

    @Test
    void letsOnlyAnAdministratorMakeTokens() {
        assertThatThrownBy(() -> As.person("ann@example.test", Role.OPERATOR).run(() -> tokens.create(OWNER.value(), "mine", PUBLISH, Duration.ofDays(1))))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> As.personAt("cedar", "ann@example.test", Role.ADMIN).run(() -> tokens.find(Standing.WORKS, "", 0, 10))).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void findsItsOwnerByTheAddressOfNowAndOfBefore() throws Exception {
        people.register(new Account("https://idp.example.test", "sub-maria", "maria@example.test", "maria@example.test"), grants(Role.OPERATOR));
        people.register(new Account("https://idp.example.test", "sub-maria", "maria.married@example.test", "maria.married@example.test"), grants(Role.OPERATOR));

        var byNow = ADMIN.call(() -> tokens.create(" Maria.Married@example.test", "pipeline", PUBLISH, Duration.ofDays(1)));
        var byBefore = ADMIN.call(() -> tokens.create("maria@example.test", "pipeline", PUBLISH, Duration.ofDays(1)));

        assertThat(List.of(byNow, byBefore)).extracting(made -> made.token().owner())
                .containsOnly(new People.Person(new PersonId("maria@example.test"), "maria.married@example.test"));
        web.perform(request(byNow.secret())).andExpect(status().isOk()).andExpect(content().string(startsWith("MACHINE maria@example.test ")));
    }

    @Test
    void makesNoTokenThatCanDoMoreThanItsOwner() {
        people.register(account("reader@example.test"), grants(Role.AUDITOR));

        assertThatThrownBy(() -> ADMIN.run(() -> tokens.create("reader@example.test", "x", PUBLISH, Duration.ofDays(1))))
                .isInstanceOf(Refusal.class).hasMessageContaining("only what its owner may do");
        assertThatThrownBy(() -> ADMIN.run(() -> tokens.create(OWNER.value(), "x", PUBLISH, Duration.ofDays(400)))).isInstanceOf(Refusal.class);
    }

    private MachineTokens.Created create() {
        return ADMIN.call(() -> tokens.create(OWNER.value(), "release pipeline", PUBLISH, Duration.ofDays(30)));
    }

    private static MockHttpServletRequestBuilder request(String secret) {
        return get("/api/v1/test/probe").header("Authorization", "Bearer " + secret);
    }

    private static RequestPostProcessor from(String address) {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }

    private static Account account(String email) {
        return new Account("https://idp.example.test", "sub-" + email, email, email);
    }

    private static Grants grants(Role role) {
        return Grants.everywhere(role);
    }

    @RestController
    @TestConfiguration
    static class Endpoint {

        @Autowired
        CurrentActor current;

        @GetMapping("/api/v1/test/probe")
        String probe(Authentication authentication) {
            return current.actor().kind() + " " + current.actor().person() + " " + current.grants().grants() + " " + authentication.getAuthorities();
        }
    }
}
