package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.APPROVER_1;
import static com.trmlabs.portal.change.SmallWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Fingerprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** What was voted on can be read for good. */
@PostgresTest
@Import(SmallWorld.class)
class SealedTextIT {

    @Autowired Play play;
    @Autowired Drafts drafts;
    @Autowired ChangeDesk desk;
    @Autowired JdbcClient jdbc;
    @Autowired WebApplicationContext context;
    @Autowired Environment environment;
    @MockitoBean RunPump pump;

    @Test
    void isReadByTheFingerprintOfAVoteAfterAnEdit() throws Exception {
        ChangeId id = play.approved("cedar", "text-a");
        Fingerprint votedFor = play.fingerprint(id);
        OPERATOR.run(() -> {
            drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "text-b"), "another name", "");
            desk.submit(id);
        });

        MockHttpServletResponse earlier = read(APPROVER_1, id, votedFor);
        assertThat(Fingerprint.of(earlier.getContentAsByteArray())).isEqualTo(votedFor);
        assertThat(earlier.getContentAsString()).contains("text-a").doesNotContain("text-b");
        assertThat(read(APPROVER_1, id, play.fingerprint(id)).getContentAsString()).contains("text-b");
    }

    @Test
    void isNotThereForWhoMayNotSeeTheChange() throws Exception {
        ChangeId id = play.sealed("cedar", "text-c");

        assertThat(read(As.personAt("bluefin", "approver9@example.test", Role.APPROVER), id, play.fingerprint(id)).getStatus()).isEqualTo(404);
        assertThat(read(APPROVER_1, id, Fingerprint.of("another")).getStatus()).isEqualTo(404);
    }

    @Test
    void isSealedAgainAsItWasWithoutASecondText() {
        ChangeId id = play.sealed("cedar", "text-d");
        OPERATOR.run(() -> {
            drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "text-d"), "another reason", "");
            desk.submit(id);
        });

        assertThat(jdbc.sql("select count(*) from change_seal where change = ?").param(id.number()).query(Integer.class).single()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update change_seal set sealed = now()", "delete from change_seal", "truncate change_seal"})
    void isAlteredByNobody(String byHand) {
        play.sealed("cedar", "text-e");

        assertThatThrownBy(() -> jdbc.sql(byHand).update()).isInstanceOf(DataAccessException.class).hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> owner().sql(byHand).update()).isInstanceOf(DataAccessException.class).hasStackTraceContaining("Sealed texts stay");
    }

    @Test
    void hasTheFingerprintThatItIsKeptBy() {
        ChangeId id = play.sealed("cedar", "text-f");

        assertThatThrownBy(() -> jdbc.sql("insert into change_seal (change, fingerprint, text, sealed) values (?, ?, 'another', now())")
                .params(id.number(), Fingerprint.of("something").hex()).update()).isInstanceOf(DataIntegrityViolationException.class);
    }

    private JdbcClient owner() {
        return JdbcClient.create(new DriverManagerDataSource(environment.getRequiredProperty("portal.database.url"),
                environment.getRequiredProperty("portal.database.owner-user"), environment.getRequiredProperty("portal.database.owner-password")));
    }

    private MockHttpServletResponse read(As who, ChangeId id, Fingerprint fingerprint) throws Exception {
        return MockMvcBuilders.webAppContextSetup(context).apply(springSecurity()).build()
                .perform(get("/changes/{id}/sealed/{fingerprint}", id, fingerprint).with(authentication(who.authentication()))).andReturn().getResponse();
    }
}
