package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.APPROVER_1;
import static com.trmlabs.portal.change.SmallWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.MovableClock;
import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalExpiry;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.approval.ApprovalQueries.State;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.change.SmallWorld.Engine;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** How an approval ends: used by the run that it was given for, expired without one, or void. */
@PostgresTest
@Import(SmallWorld.class)
class ApprovalEndIT {

    private static final Duration BEYOND_EXPIRY = Duration.ofHours(73);

    @Autowired Play play;
    @Autowired Drafts drafts;
    @Autowired ApprovalQueries approvals;
    @Autowired ApprovalExpiry expiry;
    @Autowired ChangeRunner runner;
    @Autowired CurrentActor current;
    @Autowired MovableClock clock;
    @Autowired AuditRecord record;
    @Autowired Engine engine;
    @Autowired JdbcClient jdbc;
    /** Stands still: each test takes the steps itself. */
    @MockitoBean RunPump pump;


    @BeforeEach
    void begin() {
        engine.empty();
    }

    @AfterEach
    void backToNow() {
        clock.backToNow();
    }

    @Test
    void isUsedByTheRunAndDoesNotExpireAfterIt() {
        ChangeId id = play.approved("cedar", "end-a");
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);

        clock.moveOn(BEYOND_EXPIRY);
        expireDue();

        assertThat(state(id)).isEqualTo(State.USED);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(actions(id)).containsSubsequence("approval.grant", "approval.use", "change.start", "change.succeeded")
                .doesNotContain("approval.expire", "change.expire");
    }

    @Test
    void isUsedInTheTransactionThatBeginsTheRun() {
        ChangeId id = play.approved("cedar", "end-b");
        assertThat(state(id)).isEqualTo(State.GRANTED);

        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.RUNNING);
        assertThat(state(id)).isEqualTo(State.USED);
        assertThat(jdbc.sql("select a.xmin = c.xmin from approval a, change c where a.subject = ? and c.id = ?").params(id.toString(), id.number())
                .query(Boolean.class).single()).as("one transaction wrote both").isTrue();
        assertThatThrownBy(() -> play.vote(APPROVER_1, id, play.fingerprint(id), Verdict.NO)).isInstanceOf(Refusal.class)
                .hasMessageContaining("its approval is used");
    }

    @Test
    void expiresWithItsChangeWhenNoRunBegan() {
        ChangeId id = play.approved("cedar", "end-c");

        clock.moveOn(BEYOND_EXPIRY);
        expireDue();

        assertThat(state(id)).isEqualTo(State.EXPIRED);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.EXPIRED);
        assertThat(play.page(id).statusNote()).contains("not approved and started by");
        assertThat(actions(id)).contains("approval.grant", "approval.expire", "change.expire").doesNotContain("approval.use", "change.start");
    }

    @Test
    void letsNoRunBeginOnceItsTimeIsOver() {
        ChangeId id = play.approved("cedar", "end-d");

        clock.moveOn(BEYOND_EXPIRY);
        runner.advance(id);

        assertThat(play.run(id)).isEqualTo(ChangeStatus.EXPIRED);
        assertThat(state(id)).isEqualTo(State.EXPIRED);
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void isVoidWhenWhatWasApprovedIsAltered() {
        ChangeId id = play.approved("cedar", "end-e");

        OPERATOR.run(() -> drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "end-f"), "another name", ""));
        clock.moveOn(BEYOND_EXPIRY);
        expireDue();

        assertThat(state(id)).isEqualTo(State.VOIDED);
        assertThat(actions(id)).contains("approval.void").doesNotContain("approval.expire", "approval.use");
    }

    @Test
    void isUsedOnceAndOnlyWhenGrantedWhateverWritesToTheDatabase() {
        ChangeId open = play.sealed("cedar", "end-g");
        ChangeId used = play.approved("cedar", "end-h");
        runner.advance(used);

        assertThatThrownBy(() -> write("update approval set state = 'USED', used = now() where subject = ?", open))
                .isInstanceOf(DataAccessException.class).hasMessageContaining("cannot become USED");
        assertThatThrownBy(() -> write("update approval set state = 'GRANTED', used = null where subject = ?", used))
                .isInstanceOf(DataAccessException.class).hasMessageContaining("cannot become GRANTED");
    }

    private void write(String sql, ChangeId subject) {
        jdbc.sql(sql).param(subject.toString()).update();
    }

    private void expireDue() {
        current.as(Actor.portal("clock"), expiry::expireDue);
    }

    private State state(ChangeId id) {
        return OPERATOR.call(() -> approvals.find(id.toString()).orElseThrow().state());
    }

    private List<String> actions(ChangeId id) {
        return record.about(id.toString()).stream().map(entry -> entry.at("/action").asString()).toList();
    }
}
