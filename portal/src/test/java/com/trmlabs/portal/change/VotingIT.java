package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.APPROVER_1;
import static com.trmlabs.portal.change.SmallWorld.APPROVER_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.identity.Accounts;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Whose vote counts: a person, once, who proved a moment ago to be that person. */
@PostgresTest
@Import(SmallWorld.class)
class VotingIT {

    @Autowired Play play;
    @Autowired Drafts drafts;
    @Autowired ChangeDesk desk;
    @Autowired ApprovalDesk votes;
    @Autowired ApprovalQueries approvals;
    @Autowired Approvals asked;
    @Autowired TransactionTemplate transaction;
    @Autowired Accounts accounts;
    @Autowired AuditRecord record;
    @Autowired JdbcClient jdbc;
    @MockitoBean RunPump pump;


    @Test
    void refusesAVoteOnAnOldSignInAndKeepsOnRecordThatItDid() {
        ChangeId id = play.sealed("bluefin", "vote-a");

        assertThatThrownBy(() -> yes(APPROVER_1.signedInAt(Instant.now().minus(Duration.ofMinutes(6))), id))
                .isInstanceOf(Refusal.class).hasMessageContaining("sign-in of the last 5 minutes");

        assertThat(recorded(id)).isEmpty();
        assertThat(attempts(id)).singleElement().satisfies(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
            assertThat(entry.at("/actor/name").asString()).isEqualTo("approver1@example.test");
            assertThat(entry.at("/reason").asString()).contains("Sign in again");
        });
    }

    @Test
    void countsAVoteOnAFreshSignInAndRecordsHowThePersonSignedIn() {
        ChangeId id = play.sealed("bluefin", "vote-b");
        Instant at = Instant.now().minus(Duration.ofMinutes(4));

        yes(new As(APPROVER_1.actor(), APPROVER_1.grants(), new SignIn(at, List.of("pwd", "otp"))), id);

        assertThat(recorded(id)).singleElement().satisfies(vote -> {
            assertThat(vote.counts()).isTrue();
            assertThat(vote.methods()).containsExactly("pwd", "otp");
            assertThat(Duration.between(vote.signedInAt(), at)).isLessThan(Duration.ofMillis(1));
        });
        assertThat(attempts(id)).singleElement().satisfies(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("ALLOWED");
            assertThat(entry.at("/after/methods").valueStream().map(JsonNode::asString)).containsExactly("pwd", "otp");
        });
    }

    @Test
    void refusesTheTokenOfAnApprover() {
        ChangeId id = play.sealed("bluefin", "vote-c");
        As token = As.machineOf("approver1@example.test", "changes:vote");
        As tokenWithRights = new As(token.actor(), APPROVER_1.grants(), token.lastSignIn());

        assertThatThrownBy(() -> yes(token, id)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> yes(tokenWithRights, id)).isInstanceOf(Refusal.class).hasMessageContaining("not a token");

        assertThat(recorded(id)).isEmpty();
        assertThat(attempts(id)).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
            assertThat(entry.at("/actor/name").asString()).isEqualTo("token test of approver1@example.test");
        });
    }

    @Test
    void countsTwoAccountsOfOnePersonOnce() {
        ChangeId id = play.sealed("bluefin", "vote-d");
        As first = accounts.signIn("vote-subject-1", "approver1@example.test", Role.APPROVER);
        As second = accounts.signIn("vote-subject-2", "approver1@example.test", Role.APPROVER);

        yes(first, id);
        assertThatThrownBy(() -> yes(second, id)).isInstanceOf(Refusal.class).hasMessageContaining("already");

        assertThat(play.status(id)).isEqualTo(ChangeStatus.AWAITING_APPROVAL);
        yes(APPROVER_2.signedInAt(Instant.now()), id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.APPROVED);
    }

    @Test
    void refusesTheSecondAccountOfTheRequester() {
        ChangeId id = play.sealed("bluefin", "vote-e");
        accounts.signIn("vote-subject-3", "operator@example.test", Role.OPERATOR);
        As second = accounts.signIn("vote-subject-4", "operator@example.test", Role.APPROVER);

        assertThatThrownBy(() -> yes(second, id)).isInstanceOf(Refusal.class).hasMessageContaining("You requested");

        assertThat(recorded(id)).isEmpty();
    }

    @Test
    void refusesWhoeverEditedWhatAnotherRequested() {
        ChangeId id = play.sealed("cedar", "vote-f");
        As editor = As.person("approver1@example.test", Role.OPERATOR, Role.APPROVER);
        editor.run(() -> drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "vote-g"), "other values", ""));
        SmallWorld.OPERATOR.run(() -> desk.submit(id));

        assertThatThrownBy(() -> yes(editor, id)).isInstanceOf(Refusal.class).hasMessageContaining("You have edited or sealed " + id);

        assertThat(SmallWorld.OPERATOR.call(() -> approvals.find(id.toString()).orElseThrow().couldVote())).containsExactly("approver2@example.test");
        assertThat(editor.call(() -> approvals.askedOfMe(id.toString(), 0, 50))).isEmpty();
        assertThatThrownBy(() -> jdbc.sql("""
                insert into vote (subject, round, voter, voter_name, verdict, fingerprint, comment, at, signed_in_at, methods)
                values (?, 2, 'approver1@example.test', '', 'YES', ?, '', now(), now(), '')""").params(id.toString(), play.fingerprint(id).hex()).update())
                .isInstanceOf(DataAccessException.class).hasMessageContaining("requested or edited");
        yes(APPROVER_2.signedInAt(Instant.now()), id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.APPROVED);
    }

    @Test
    void refusesWhoeverSealedWhatAnotherRequested() {
        As sealer = As.person("approver1@example.test", Role.OPERATOR, Role.APPROVER);
        ChangeId id = SmallWorld.OPERATOR.call(() -> drafts.draft(SmallWorld.creating("cedar", "vote-h"), "needed", ""));
        sealer.run(() -> desk.submit(id));

        assertThatThrownBy(() -> yes(sealer, id)).isInstanceOf(Refusal.class).hasMessageContaining("You have edited or sealed " + id);
    }

    @Test
    void refusesAnEditorOfLongAgo() {
        As editor = As.person("approver1@example.test", Role.OPERATOR, Role.APPROVER);
        ChangeId id = play.sealed("cedar", "vote-i");
        editor.run(() -> drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "vote-j"), "other values", ""));
        SmallWorld.OPERATOR.run(() -> {
            drafts.alter(id, Revision.FIRST + 1, SmallWorld.creating("cedar", "vote-i"), "as it was", "");
            desk.submit(id);
        });

        assertThatThrownBy(() -> yes(editor, id)).isInstanceOf(Refusal.class).hasMessageContaining("You have edited or sealed " + id);
    }

    @Test
    void standsInTheRecordOfItsCustomerAndItsService() {
        Intent intent = SmallWorld.within("cedar", ServiceName.of("vote-k.api"));
        ChangeId id = play.sealed(intent);
        assertThatThrownBy(() -> yes(SmallWorld.OPERATOR, id)).isInstanceOf(Refusal.class);
        SmallWorld.OPERATOR.run(() -> {
            drafts.alter(id, Revision.FIRST, intent, "said better", "");
            desk.submit(id);
        });
        play.approve(id);
        play.runner().advance(id);

        assertThat(record.about(id.toString())).filteredOn(entry -> entry.at("/action").asString().startsWith("approval."))
                .allSatisfy(entry -> {
                    assertThat(entry.at("/customer").asString()).isEqualTo("cedar");
                    assertThat(entry.at("/service").asString()).isEqualTo("vote-k.api");
                })
                .extracting(entry -> entry.at("/action").asString() + " " + entry.at("/outcome").asString())
                .containsExactly("approval.vote DENIED", "approval.void ALLOWED", "approval.vote ALLOWED", "approval.grant ALLOWED", "approval.use ALLOWED");
    }

    @Test
    void showsWhoRequestedItOnlyWhatTheyMayStillSee() {
        ChangeId id = play.sealed("bluefin", "vote-l");
        As elsewhere = As.personAt("cedar", "operator@example.test", Role.OPERATOR);

        assertThat(SmallWorld.OPERATOR.call(() -> approvals.requestedByMe(id.toString(), 0, 50))).hasSize(1);
        assertThat(elsewhere.call(() -> approvals.requestedByMe(id.toString(), 0, 50))).isEmpty();
    }

    @Test
    void countsAVoteForWhatItWasGivenToWhateverTheApprovalSays() {
        ChangeId id = play.approved("cedar", "vote-k");
        Fingerprint votedFor = play.fingerprint(id);
        Fingerprint another = Fingerprint.of("another plan");
        assertThat(holds(id, votedFor)).isTrue();

        jdbc.sql("update approval set fingerprint = ? where subject = ?").params(another.hex(), id.toString()).update();

        assertThat(holds(id, another)).isFalse();
        assertThat(holds(id, votedFor)).isFalse();
    }

    private boolean holds(ChangeId id, Fingerprint fingerprint) {
        return Boolean.TRUE.equals(transaction.execute(tx -> asked.holds(id.toString(), fingerprint)));
    }

    private void yes(As voter, ChangeId id) {
        Fingerprint fingerprint = play.fingerprint(id);
        voter.run(() -> votes.vote(id.toString(), fingerprint, Verdict.YES, ""));
    }

    private List<ApprovalQueries.Vote> recorded(ChangeId id) {
        return SmallWorld.OPERATOR.call(() -> approvals.find(id.toString()).orElseThrow().votes());
    }

    private List<JsonNode> attempts(ChangeId id) {
        return record.about(id.toString()).stream().filter(entry -> entry.at("/action").asString().equals("approval.vote")).toList();
    }
}
