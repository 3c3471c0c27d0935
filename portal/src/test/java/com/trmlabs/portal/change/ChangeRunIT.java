package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.ADMIN;
import static com.trmlabs.portal.change.SmallWorld.APPROVER_1;
import static com.trmlabs.portal.change.SmallWorld.APPROVER_2;
import static com.trmlabs.portal.change.SmallWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.MovableClock;
import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.change.SmallWorld.Crash;
import com.trmlabs.portal.change.SmallWorld.Crashes;
import com.trmlabs.portal.change.SmallWorld.Engine;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.RunObserver;
import com.trmlabs.portal.change.spi.StepHandler.LostLease;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterSpec;
import com.trmlabs.portal.cluster.spi.ContainerEngine.NodePool;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The way of a change on a real PostgreSQL: sealed, voted on, run in durable steps, crashed and taken over. */
@PostgresTest
@Import(SmallWorld.class)
class ChangeRunIT {

    @Autowired Play play;
    @Autowired Drafts drafts;
    @Autowired ChangeDesk desk;
    @Autowired ChangeQueries queries;
    @Autowired ApprovalDesk votes;
    @Autowired ChangeRunner runner;
    @Autowired ChangeStore changes;
    @Autowired Leases leases;
    @Autowired Engine engine;
    @Autowired Crashes crashes;
    @Autowired ApprovalQueries approvals;
    @Autowired AuditRecord record;
    @Autowired MovableClock clock;
    @Autowired JdbcClient jdbc;
    /** Stands still: each test takes the steps itself. */
    @MockitoBean RunPump pump;


    @BeforeEach
    void begin() {
        engine.empty();
    }

    @AfterEach
    void mend() {
        engine.error = Optional.empty();
        engine.fault = Optional.empty();
        engine.slow = false;
        SmallWorld.MEANWHILE.set(null);
        engine.versions = List.of("1.35.4-gke.100");
        SmallWorld.DEMOTED.clear();
        SmallWorld.SUBNETS.clear();
        clock.backToNow();
        jdbc.sql("delete from run_hold").update();
    }

    @Test
    void carriesOutWhatWasApproved() {
        ChangeId id = play.approved("cedar", "cedar-a");

        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(engine.effects).containsExactly("create cedar-a");
        assertThat(play.page(id).steps()).extracting(ChangeQueries.Step::status).containsOnly(ChangeQueries.StepStatus.DONE);
    }

    @Test
    void needsTwoApproversInProduction() {
        ChangeId id = play.sealed("bluefin", "bluefin-a");
        play.vote(APPROVER_1, id, play.fingerprint(id), Verdict.YES);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.AWAITING_APPROVAL);
        assertThat(play.page(id).waiting().orElseThrow().what()).isEqualTo("1 vote");
        assertThat(play.page(id).waiting().orElseThrow().who()).isEqualTo("approver2@example.test");
        assertThatThrownBy(() -> play.vote(APPROVER_1, id, play.fingerprint(id), Verdict.YES)).isInstanceOf(Refusal.class).hasMessageContaining("already");
        play.vote(APPROVER_2, id, play.fingerprint(id), Verdict.YES);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.APPROVED);
    }

    @Test
    void doesNotRunWhatNobodyApproved() {
        ChangeId id = play.sealed("cedar", "cedar-b");

        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.AWAITING_APPROVAL);
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void voidsVotesWhenThePlanDiffersBeforeTheRun() {
        ChangeId id = play.approved("cedar", "cedar-c");
        engine.create(null, anywhere("cedar-c"));

        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.PLANNED);
        assertThat(play.page(id).votesVoided().orElseThrow()).contains("GKE cluster cedar-c");
        OPERATOR.run(() -> desk.submit(id));
        assertThat(play.status(id)).isEqualTo(ChangeStatus.AWAITING_APPROVAL);
        assertThat(play.page(id).votesVoided()).isEmpty();
        assertThat(play.page(id).changedSince()).singleElement().asString().contains("GKE cluster cedar-c");
    }

    @Test
    void tellsWhoeverVotesAgainWhatWasEditedAndByWhom() {
        Intent first = SmallWorld.creating("cedar", "since-a");
        first.request().putArray("blocks").add("gone");
        ChangeId id = play.approved(first);
        Intent more = SmallWorld.creating("cedar", "since-a");
        more.request().putArray("blocks").add("come");
        ((ObjectNode) more.request().get("cluster")).put("maxPerZone", 30);

        As.person("operator2@example.test", Role.OPERATOR).run(() -> drafts.alter(id, Revision.FIRST, more, "needed\nat once", "OPS-1"));
        assertThat(play.page(id).votesVoided()).contains("operator2@example.test altered what is asked for");
        assertThat(play.page(id).wayBack()).isEmpty();
        OPERATOR.run(() -> desk.submit(id));

        assertThat(play.page(id).votesVoided()).isEmpty();
        assertThat(play.page(id).changedSince()).containsExactly("cluster.maxPerZone: 3 -> 30, by operator2@example.test",
                "reason: needed -> needed / at once, by operator2@example.test", "blocks[gone]: \"gone\" -> not set, by operator2@example.test",
                "blocks[come]: not set -> \"come\", by operator2@example.test");
        play.approve(id);
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(play.page(id).changedSince()).hasSize(4);
    }

    @Test
    void saysNothingOfEditsBeforeTheFirstSeal() {
        ChangeId id = OPERATOR.call(() -> drafts.draft(SmallWorld.creating("cedar", "since-b"), "needed", ""));
        OPERATOR.run(() -> {
            drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "since-c"), "needed", "");
            desk.submit(id);
        });

        assertThat(play.page(id).changedSince()).isEmpty();
        assertThat(play.page(id).votesVoided()).isEmpty();
    }

    @Test
    void saysThatVotesAreVoidOnlyUntilItIsSealedAgain() {
        ChangeId id = play.sealed("cedar", "since-d");
        APPROVER_1.run(() -> votes.vote(id.toString(), play.fingerprint(id), Verdict.CHANGES, "three zones, please"));
        assertThat(play.page(id).votesVoided()).contains("Changes asked for: three zones, please");

        OPERATOR.run(() -> desk.submit(id));
        assertThat(play.page(id).votesVoided()).isEmpty();
        assertThat(play.page(id).changedSince()).isEmpty();

        APPROVER_2.run(() -> votes.vote(id.toString(), play.fingerprint(id), Verdict.CHANGES, "I mean it"));
        OPERATOR.run(() -> desk.cancel(id, "not worth it"));
        assertThat(play.page(id).votesVoided()).isEmpty();
    }

    @Test
    void tellsWhoeverVotesAgainWhatHasBecomeOfTheClusterSinceAlsoAfterAnEdit() {
        ChangeId id = play.sealed("cedar", "since-e");
        APPROVER_1.run(() -> votes.vote(id.toString(), play.fingerprint(id), Verdict.CHANGES, "three zones, please"));
        assertThat(play.page(id).differences()).isEmpty();
        engine.create(null, anywhere("since-e"));
        OPERATOR.run(() -> desk.submit(id));
        assertThat(play.page(id).changedSince()).containsExactly("GKE cluster since-e: is there already");

        engine.empty();
        Intent more = SmallWorld.creating("cedar", "since-e");
        ((ObjectNode) more.request().get("cluster")).put("maxPerZone", 30);
        OPERATOR.run(() -> {
            drafts.alter(id, Revision.FIRST, more, "needed", "OPS-1");
            desk.submit(id);
        });
        assertThat(play.page(id).changedSince()).containsExactly("GKE cluster since-e: is there already",
                "cluster.maxPerZone: 3 -> 30, by operator@example.test", "GKE cluster since-e: is not there any more");
    }

    private static ClusterSpec anywhere(String cluster) {
        return new ClusterSpec(new ClusterName(cluster), "", List.of(), "", "", "", "", "", new NodePool("", "", 1, 1, 1));
    }

    @Test
    void saysUntilWhenItStaysApprovedWhileAnotherComesFirst() {
        play.approved("cedar", "until-a");
        ChangeId second = play.approved("cedar", "until-a");
        runner.advance(second);

        Instant expires = OPERATOR.call(() -> approvals.find(second.toString())).orElseThrow().expires();
        assertThat(play.page(second).waiting().orElseThrow().until()).contains(expires);
        assertThat(OPERATOR.call(() -> queries.rows(ChangeQueries.Filter.ALL, 0, 20))).filteredOn(row -> row.id().equals(second)).singleElement()
                .satisfies(row -> assertThat(row.waiting().orElseThrow().until()).contains(expires));
    }

    @Test
    void showsWhereAClusterTakesItsAddressesAndVoidsVotesWhenThatIsAnother() {
        ChangeId id = play.approved("cedar", "cedar-x");
        assertThat(play.page(id).differences().getFirst().fields()).extracting(field -> field.path() + " " + field.after().orElseThrow())
                .contains("project cedar-prod", "network net", "subnet subnet", "range.pods pods", "range.services services");

        SmallWorld.SUBNETS.put(new ProjectId("cedar-prod"), "elsewhere");
        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.PLANNED);
        assertThat(play.page(id).votesVoided().orElseThrow()).isEqualTo("GKE cluster cedar-x: subnet would be elsewhere now");
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void buildsWhereItWasApprovedWhateverTheProjectsRowSaysSince() {
        ChangeId id = play.approved("cedar", "cedar-z");
        runner.advance(id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.RUNNING);

        SmallWorld.SUBNETS.put(new ProjectId("cedar-prod"), "elsewhere");

        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(engine.asked.get(new ClusterName("cedar-z")).subnet()).isEqualTo("subnet");
    }

    @Test
    void keepsWhatSomebodyElseSavedMeanwhile() {
        ChangeId id = OPERATOR.call(() -> drafts.draft(SmallWorld.creating("cedar", "cedar-h"), "because", ""));
        int seenByBoth = OPERATOR.call(() -> drafts.revision(id)).number();
        As.person("operator2@example.test", Role.OPERATOR).run(() -> drafts.alter(id, seenByBoth, SmallWorld.creating("cedar", "cedar-i"), "theirs", ""));

        assertThatThrownBy(() -> OPERATOR.run(() -> drafts.alter(id, seenByBoth, SmallWorld.creating("cedar", "cedar-j"), "mine", "")))
                .isInstanceOfSatisfying(AlteredMeanwhile.class, meanwhile -> {
                    assertThat(meanwhile.latest().by()).isEqualTo("operator2@example.test");
                    assertThat(meanwhile.latest().number()).isEqualTo(seenByBoth + 1);
                });
        assertThat(play.page(id).reason()).isEqualTo("theirs");
    }

    @Test
    void voidsVotesWhenAValueIsEditedAfterApproval() {
        ChangeId id = play.approved("cedar", "cedar-d");
        Fingerprint before = play.fingerprint(id);

        OPERATOR.run(() -> drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "cedar-e"), "another name", ""));
        runner.advance(id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.DRAFT);
        assertThat(engine.effects).isEmpty();

        OPERATOR.run(() -> desk.submit(id));
        assertThat(play.fingerprint(id)).isNotEqualTo(before);
        assertThatThrownBy(() -> play.vote(APPROVER_1, id, before, Verdict.YES)).isInstanceOf(Refusal.class).hasMessageContaining("no longer what you looked at");
    }

    @Test
    void recordsWhichFieldsAnEditAlteredHoweverLongTheRestIs() {
        Intent before = SmallWorld.creating("cedar", "edited-a");
        Intent after = SmallWorld.creating("cedar", "edited-a");
        ArrayNode blocks = before.request().putArray("blocks");
        IntStream.range(0, 200).forEach(i -> blocks.add("198.51.100.%d/32, the office number %d".formatted(i, i)));
        after.request().set("blocks", blocks);
        before.request().putObject("binding").put("host", "db.before.test");
        after.request().putObject("binding").put("host", "db.after.test");
        ChangeId id = OPERATOR.call(() -> drafts.draft(before, "needed", "OPS-1"));

        OPERATOR.run(() -> drafts.alter(id, Revision.FIRST, after, "needed", "OPS-2"));

        assertThat(entries(id, "change.alter")).singleElement().satisfies(entry -> {
            assertThat(entry.at("/before").toString()).isEqualTo("{\"binding.host\":\"\\\"db.before.test\\\"\",\"ticket\":\"OPS-1\"}");
            assertThat(entry.at("/after").toString()).isEqualTo("{\"binding.host\":\"\\\"db.after.test\\\"\",\"ticket\":\"OPS-2\"}");
        });
    }

    @Test
    void recordsAnEditThatOnlySortsAList() {
        Intent before = SmallWorld.creating("cedar", "edited-b");
        Intent after = SmallWorld.creating("cedar", "edited-b");
        before.request().putArray("blocks").add("a").add("b");
        after.request().putArray("blocks").add("b").add("a");
        ChangeId id = OPERATOR.call(() -> drafts.draft(before, "needed", ""));

        OPERATOR.run(() -> drafts.alter(id, Revision.FIRST, after, "needed", ""));

        assertThat(entries(id, "change.alter")).singleElement().satisfies(entry ->
                assertThat(entry.at("/before/request").asString()).isNotEqualTo(entry.at("/after/request").asString()));
    }

    @Test
    void asksForVotesAgainWhenAnApproverIsNoneAnyMore() {
        ChangeId id = play.approved("cedar", "cedar-f");
        SmallWorld.DEMOTED.add(APPROVER_1.actor().person());

        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.PLANNED);
        assertThat(engine.effects).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "update change_step set params = replace(params, 'by-hand', 'another') where change = ?",
        "update change_step set undoes = 2 where back and change = ?",
        "update change_step set position = 3 - position where not back and change = ?",
        "update change_step set position = position + 1 where back and change = ?",
        "delete from change_step where position = 2 and not back and change = ?",
        "delete from change_step where not back and change = ?",
        "delete from change_step where back and change = ?",
        "update change set plan = replace(plan, 'by-hand', 'another') where id = ?",
    })
    void carriesNothingOutWhenRowsWereAlteredByHand(String byHand) {
        ChangeId id = play.approved("cedar", "by-hand");
        runner.advance(id);
        assertThat(jdbc.sql(byHand).param(id.number()).update()).isPositive();

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ERRORED);
        assertThat(play.page(id).statusNote()).contains("altered by hand");
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void doesNotSucceedWhenTheStepThatIsLeftIsTakenAway() {
        ChangeId id = play.approved("cedar", "cedar-g");
        play.untilDone(id, 1);
        jdbc.sql("delete from change_step where state = 'NEXT' and not back and change = ?").param(id.number()).update();

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ERRORED);
        assertThat(entries(id, "change.errored")).hasSize(1);
    }

    @Test
    void carriesNothingOutThatWasNotVotedForThoughAllRowsAgree() {
        ChangeId id = play.approved("cedar", "cedar-h");
        runner.advance(id);
        String plan = jdbc.sql("select replace(plan, 'cedar-h', 'cedar-x') from change where id = ?").param(id.number()).query(String.class).single();
        jdbc.sql("update change set plan = ?, fingerprint = ? where id = ?").params(plan, Fingerprint.of(plan).hex(), id.number()).update();
        jdbc.sql("update change_step set params = replace(params, 'cedar-h', 'cedar-x'), title = replace(title, 'cedar-h', 'cedar-x') where change = ?")
                .param(id.number()).update();
        assertThat(changes.findById(id.number()).orElseThrow().fingerprint()).contains(Fingerprint.of(plan));

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ERRORED);
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void goesOnWhenTheRowsAreAgainWhatWasApproved() {
        ChangeId id = play.approved("cedar", "mended-a");
        runner.advance(id);
        jdbc.sql("update change_step set undoes = 2 where back and change = ?").param(id.number()).update();
        assertThat(play.run(id)).isEqualTo(ChangeStatus.ERRORED);

        jdbc.sql("update change_step set undoes = 1 where back and change = ?").param(id.number()).update();
        OPERATOR.run(() -> desk.retry(id));

        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void letsNobodyMarkAStepDoneThatDidNotEnd() {
        ChangeId id = play.approved("cedar", "marked-a");
        runner.advance(id);

        assertThatThrownBy(() -> jdbc.sql("update change_step set state = 'DONE' where change = ?").param(id.number()).update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void convergesAfterACrashAtEachMomentOfEachStepWithOneEffect() {
        crashes.seen.clear();
        play.run(play.approved("cedar", "cedar-i"));
        List<Crashes.Point> points = new ArrayList<>(crashes.seen);
        assertThat(points).hasSize(4);

        int round = 0;
        for (Crashes.Point point : points) {
            engine.empty();
            ChangeId id = play.approved("cedar", "cedar-j" + round++);
            crashes.next = Optional.of(point);
            assertThatThrownBy(() -> play.run(id)).isInstanceOf(Crash.class);

            assertThat(play.run(id)).as("after a crash at %s", point).isEqualTo(ChangeStatus.SUCCEEDED);
            assertThat(engine.effects).as("effects after a crash at %s", point).hasSize(1);
        }
    }

    @Test
    void takesTheWayBackWhenAStepFails() {
        engine.error = Optional.of("GCE_QUOTA_EXCEEDED: CPUS");
        ChangeId id = play.approved("cedar", "cedar-k");

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        assertThat(engine.effects).containsExactly("create cedar-k", "delete cedar-k");
        assertThat(play.page(id).steps().getFirst().cause().orElseThrow()).contains("GCE_QUOTA_EXCEEDED");
    }

    @Test
    void waitsWhileAMachineDoesNotAnswerAndSaysSo() {
        ChangeId id = play.approved("cedar", "cedar-l");
        runner.advance(id);
        engine.fault = Optional.of(new CloudFault.Unreachable("container.googleapis.com did not answer.", null));
        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.RUNNING);
        assertThat(play.page(id).waiting().orElseThrow().what()).contains("did not answer");
        engine.fault = Optional.empty();
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(engine.effects).containsExactly("create cedar-l");
    }

    @Test
    void voidsVotesWhenItCannotBePlannedAnyMore() {
        ChangeId id = play.approved("cedar", "unplanned-a");
        engine.fault = Optional.of(new Refusal("Google offers no version in the channel REGULAR."));

        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.PLANNED);
        assertThat(play.page(id).votesVoided().orElseThrow()).contains("cannot be planned any more", "Google offers no version");
        assertThat(OPERATOR.call(() -> approvals.find(id.toString()).orElseThrow().state())).isEqualTo(ApprovalQueries.State.VOIDED);
    }

    @Test
    void saysThatThePortalFailsBeforeTheRunAndGoesOnWhenItIsMended() {
        ChangeId id = play.approved("cedar", "broken-a");
        engine.fault = Optional.of(new IllegalStateException("token s3cr3t"));

        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.APPROVED);
        assertThat(play.page(id).waiting().orElseThrow().what()).contains("The portal itself failed", "IllegalStateException").doesNotContain("s3cr3t");
        engine.fault = Optional.empty();
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void endsARunAtWhoseStepThePortalItselfFails() {
        ChangeId id = play.approved("cedar", "broken-b");
        runner.advance(id);
        engine.fault = Optional.of(new IllegalStateException("token s3cr3t"));

        runner.advance(id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.RUNNING);
        assertThat(play.page(id).waiting().orElseThrow().what()).contains("The portal itself failed", "IllegalStateException").doesNotContain("s3cr3t");
        lookFor(Duration.ofMinutes(11), id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.ERRORED);
        assertThat(play.page(id).statusNote()).contains("The portal itself failed", "for 10 minutes").doesNotContain("s3cr3t");
        assertThat(play.page(id).steps().getFirst().evidence()).singleElement().satisfies(evidence ->
                assertThat(evidence.text()).contains("endsARunAtWhoseStepThePortalItselfFails").doesNotContain("s3cr3t"));
        engine.fault = Optional.empty();
        OPERATOR.run(() -> desk.retry(id));
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void letsNoOtherRunnerInWhileALeaseIsHeldAndFencesALostOne() {
        ChangeId id = play.approved("cedar", "cedar-m");
        Leases.Lease held = leases.take(id).orElseThrow();
        assertThat(leases.take(id)).isEmpty();

        jdbc.sql("update change_lease set until = '-infinity' where change = ?").param(id.number()).update();
        Leases.Lease taken = leases.take(id).orElseThrow();
        assertThat(taken.fence()).isGreaterThan(held.fence());
        assertThatThrownBy(() -> leases.renew(held)).isInstanceOf(LostLease.class);
        leases.giveBack(held);
        assertThat(leases.take(id)).isEmpty();
    }

    @Test
    void looksAgainAtWhatADyingRunnerHoldsAndGoesOn() {
        ChangeId id = play.approved("cedar", "cedar-held");
        leases.take(id).orElseThrow();
        assertThat(runner.advance(id)).as("when to look again").contains(Duration.ofSeconds(1));
        assertThat(play.status(id)).isEqualTo(ChangeStatus.APPROVED);

        jdbc.sql("update change_lease set until = '-infinity' where change = ?").param(id.number()).update();
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void runsOneChangeAtATimeOnATarget() {
        ChangeId first = play.approved("cedar", "cedar-n");
        ChangeId second = play.approved("cedar", "cedar-n");

        runner.advance(second);

        assertThat(play.status(second)).isEqualTo(ChangeStatus.APPROVED);
        assertThat(play.page(second).waiting().orElseThrow().what()).contains(first + " comes first");
    }

    @Test
    void standsStillWhilePausedAndGoesOn() {
        ChangeId id = play.approved("cedar", "cedar-o");
        runner.advance(id);
        OPERATOR.run(() -> desk.pause(id, "somebody looks"));
        runner.advance(id);
        assertThat(engine.effects).isEmpty();
        assertThat(play.page(id).waiting().orElseThrow().what()).contains("paused");

        OPERATOR.run(() -> desk.resume(id));
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void goesBackWhenAborted() {
        ChangeId id = play.approved("cedar", "cedar-p");
        runner.advance(id);
        runner.advance(id);
        assertThat(engine.effects).containsExactly("create cedar-p");

        OPERATOR.run(() -> desk.abort(id, "wrong region"));

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        assertThat(engine.effects).containsExactly("create cedar-p", "delete cedar-p");
    }

    @Test
    void undoesNothingThatNeverBegan() {
        ChangeId id = play.approved("cedar", "cedar-q");
        runner.advance(id);

        OPERATOR.run(() -> desk.abort(id, "not needed"));

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        assertThat(engine.effects).isEmpty();
        assertThat(play.page(id).backSteps()).extracting(ChangeQueries.Step::status).containsExactly(ChangeQueries.StepStatus.SKIPPED);
    }

    @Test
    void holdsAllRunsByOneSwitchOfAnAdmin() {
        ChangeId id = play.approved("cedar", "cedar-r");
        assertThatThrownBy(() -> OPERATOR.run(() -> desk.holdAll("no"))).isInstanceOf(org.springframework.security.access.AccessDeniedException.class);
        ADMIN.run(() -> desk.holdAll("incident 4711"));

        runner.advance(id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.APPROVED);
        assertThat(play.page(id).waiting().orElseThrow().what()).contains("incident 4711");

        ADMIN.run(() -> desk.releaseAll());
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void changesItsImpactLineWithItsHistory() {
        String before = play.page(play.sealed("cedar", "cedar-s")).impact();
        play.run(play.approved("cedar", "cedar-t"));
        String after = play.page(play.sealed("cedar", "cedar-u")).impact();

        assertThat(before).contains("rule cluster.new");
        assertThat(after).isNotEqualTo(before).contains("median of");
    }

    @Test
    void isNotThereForWhomItIsNotTheirs() {
        ChangeId id = play.sealed("cedar", "cedar-v");
        As stranger = As.personAt("bluefin", "operator9@example.test", Role.OPERATOR);

        assertThatThrownBy(() -> stranger.run(() -> queries.page(id))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> stranger.run(() -> desk.cancel(id, "mine"))).isInstanceOf(NotFound.class);
        assertThat(stranger.call(() -> queries.rows(ChangeQueries.Filter.ALL, 0, 100))).extracting(ChangeQueries.Row::customer)
                .extracting(Object::toString).doesNotContain("cedar");
    }

    @Test
    void endsWhenCancelledAndCannotBeVotedOnAfter() {
        ChangeId id = play.sealed("cedar", "cedar-w");
        Fingerprint fingerprint = play.fingerprint(id);
        OPERATOR.run(() -> desk.cancel(id, "changed our mind"));

        assertThat(play.status(id)).isEqualTo(ChangeStatus.CANCELLED);
        assertThatThrownBy(() -> play.vote(APPROVER_1, id, fingerprint, Verdict.YES)).isInstanceOf(Refusal.class);
    }

    @Test
    void goesBackToItsRequesterWhenAnApproverAsksForChanges() {
        ChangeId id = play.sealed("cedar", "cedar-y");
        APPROVER_1.run(() -> votes.vote(id.toString(), play.fingerprint(id), Verdict.CHANGES, "three zones, please"));

        assertThat(play.status(id)).isEqualTo(ChangeStatus.DRAFT);
        assertThat(play.page(id).statusNote()).contains("three zones, please");
    }

    @Test
    void endsAsRejectedWithTheReasonOfANo() {
        ChangeId id = play.sealed("bluefin", "bluefin-n");
        APPROVER_1.signedInAt(Instant.now()).run(() -> votes.vote(id.toString(), play.fingerprint(id), Verdict.NO, "not in quarter end"));

        assertThat(play.status(id)).isEqualTo(ChangeStatus.REJECTED);
        assertThat(play.page(id).statusNote()).isEqualTo("not in quarter end");
        assertThat(entries(id, "change.reject")).singleElement().satisfies(entry -> assertThat(entry.at("/reason").asString()).isEqualTo("not in quarter end"));
        assertThatThrownBy(() -> play.vote(APPROVER_2, id, play.fingerprint(id), Verdict.YES)).isInstanceOf(Refusal.class).hasMessageContaining("is over");
        assertThat(play.run(id)).isEqualTo(ChangeStatus.REJECTED);
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void keepsWhatAnApproverAsksWithoutAVote() {
        ChangeId id = play.sealed("bluefin", "bluefin-o");
        APPROVER_1.run(() -> desk.remark(id, " Why not in April? "));

        assertThat(play.page(id).remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.author()).isEqualTo("approver1@example.test");
            assertThat(remark.text()).isEqualTo("Why not in April?");
        });
        assertThat(entries(id, "change.remark")).singleElement().satisfies(entry -> assertThat(entry.at("/reason").asString()).isEqualTo("Why not in April?"));
        assertThat(play.status(id)).isEqualTo(ChangeStatus.AWAITING_APPROVAL);
        assertThat(OPERATOR.call(() -> approvals.find(id.toString()).orElseThrow().votes())).isEmpty();
    }

    @Test
    void refusesRemarksOfWhoeverOnlyReadsThere() {
        ChangeId id = play.sealed("bluefin", "bluefin-p");
        As auditor = As.personAt("cedar", "auditor@example.test", Role.OPERATOR).alsoEverywhere(Role.AUDITOR);

        assertThatThrownBy(() -> auditor.run(() -> desk.remark(id, "Go ahead."))).isInstanceOf(Refusal.class)
                .hasMessageContaining("Operators, approvers and admins of bluefin");

        assertThat(play.page(id).remarks()).isEmpty();
    }

    @Test
    void refusesAnAdminWhoOperatesElsewhereWhatOperatorsDo() {
        ChangeId id = play.approved("bluefin", "bluefin-q");
        As admin = As.personAt("cedar", "admin@example.test", Role.OPERATOR).alsoEverywhere(Role.ADMIN);

        Stream.<Runnable>of(() -> desk.pause(id, "why"), () -> desk.resume(id), () -> desk.abort(id, "why"), () -> desk.retry(id))
                .forEach(verb -> assertThatThrownBy(() -> admin.run(verb)).isInstanceOf(AccessDeniedException.class).hasMessageContaining("operator at bluefin"));
        admin.run(() -> desk.cancel(id, "not wanted any more"));
        assertThat(play.status(id)).isEqualTo(ChangeStatus.CANCELLED);
    }

    @Test
    void goesOnFromTheStepThatErroredWhenItIsRetried() {
        ChangeId id = errored("retry-a");
        assertThat(play.page(id).steps()).extracting(ChangeQueries.Step::status)
                .containsExactly(ChangeQueries.StepStatus.DONE, ChangeQueries.StepStatus.FAILED);

        OPERATOR.run(() -> desk.retry(id));
        runner.advance(id);
        assertThat(play.status(id)).as("a fault right after the retry has all its time again").isEqualTo(ChangeStatus.RUNNING);
        engine.fault = Optional.empty();

        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(engine.effects).containsExactly("create retry-a");
        assertThat(play.page(id).steps()).extracting(ChangeQueries.Step::attempts).first().isEqualTo(1);
        assertThat(entries(id, "change.retry")).singleElement().satisfies(entry -> {
            assertThat(entry.at("/actor/name").asString()).isEqualTo("operator@example.test");
            assertThat(entry.at("/after/step").asInt()).isEqualTo(2);
        });
    }

    @Test
    void goesOnBackFromTheStepThatFailedWhenItIsRetried() {
        engine.error = Optional.of("GCE_QUOTA_EXCEEDED: CPUS");
        ChangeId id = play.approved("cedar", "retry-b");
        for (int i = 0; i < 3; i++) {
            runner.advance(id);
        }
        engine.fault = Optional.of(new CloudFault.Refused("portal-run may not remove clusters.", null));
        assertThat(play.run(id)).isEqualTo(ChangeStatus.FAILED);
        engine.fault = Optional.empty();

        OPERATOR.run(() -> desk.retry(id));

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        assertThat(engine.effects).containsExactly("create retry-b", "delete retry-b");
        assertThat(entries(id, "change.retry")).hasSize(1);
    }

    @Test
    void refusesToRunAgainWhatALaterChangeHasOvertaken() {
        ChangeId first = errored("overtaken-a");
        engine.fault = Optional.empty();
        assertThat(OPERATOR.call(() -> desk.refusal(first, ChangeDesk.Verb.ABORT))).isEmpty();
        assertThat(OPERATOR.call(() -> desk.refusal(first, ChangeDesk.Verb.RETRY))).isEmpty();
        ChangeId second = play.approved("cedar", "overtaken-a");
        assertThat(play.run(second)).isEqualTo(ChangeStatus.SUCCEEDED);
        engine.effects.clear();

        assertThatThrownBy(() -> OPERATOR.run(() -> desk.abort(first, "tidy up"))).isInstanceOf(Refusal.class)
                .hasMessageContaining(second + " has run since on overtaken-a").hasMessageContaining("Propose a new change");
        assertThatThrownBy(() -> OPERATOR.run(() -> desk.retry(first))).isInstanceOf(Refusal.class).hasMessageContaining(second + " has run since");
        assertThat(OPERATOR.call(() -> desk.refusal(first, ChangeDesk.Verb.ABORT)).orElseThrow()).contains(second + " has run since");
        assertThat(OPERATOR.call(() -> desk.refusal(first, ChangeDesk.Verb.RETRY)).orElseThrow()).contains(second + " has run since");

        assertThat(play.run(first)).isEqualTo(ChangeStatus.ERRORED);
        assertThat(engine.effects).isEmpty();
    }

    @Test
    void isOvertakenByAServiceOfItsClusterAndTheOtherWayRoundButNotByANeighbour() {
        ChangeId whole = errored("overtaken-b");
        ChangeId service = errored("overtaken-c");
        ChangeId neighbour = errored("overtaken-d");
        jdbc.sql("update change set cluster = 'overtaken-b', service = 'overtaken-b/' || cluster, target = 'overtaken-b/' || cluster where id in (?, ?)")
                .params(service.number(), neighbour.number()).update();

        assertThat(overtaker(whole)).contains(neighbour.number());
        assertThat(overtaker(service)).isEmpty();
        jdbc.sql("update change set started = now() + interval '1 hour' where id = ?").param(whole.number()).update();
        assertThat(overtaker(service)).contains(whole.number());
        assertThat(overtaker(neighbour)).contains(whole.number());
    }

    private Optional<Long> overtaker(ChangeId id) {
        return changes.startedSince(id.number());
    }

    @Test
    void saysWhatRunsWhenItCannotGoBackOnABusyTarget() {
        ChangeId errored = errored("busy-a");
        engine.fault = Optional.empty();
        ChangeId busy = play.approved("cedar", "busy-a");
        runner.advance(busy);
        jdbc.sql("update change set started = started - interval '1 day' where id = ?").param(busy.number()).update();

        assertThatThrownBy(() -> OPERATOR.run(() -> desk.abort(errored, "tidy up"))).isInstanceOf(Refusal.class)
                .hasMessageContaining("Another change has just begun");
        assertThat(play.status(errored)).isEqualTo(ChangeStatus.ERRORED);
    }

    /** Its second step got no answer for too long. */
    private ChangeId errored(String cluster) {
        engine.fault = Optional.empty();
        ChangeId id = play.approved("cedar", cluster);
        play.untilDone(id, 1);
        engine.fault = Optional.of(new CloudFault.Unreachable("container.googleapis.com did not answer.", null));
        runner.advance(id);
        lookFor(Duration.ofMinutes(11), id);
        clock.backToNow();
        assertThat(play.status(id)).isEqualTo(ChangeStatus.ERRORED);
        return id;
    }

    @Test
    void holdsARunBetweenTwoStepsAndGoesOnWhenReleased() {
        ChangeId id = play.approved("cedar", "held-a");
        play.untilDone(id, 1);
        ADMIN.run(() -> desk.holdAll("incident 4712"));

        for (int i = 0; i < 3; i++) {
            runner.advance(id);
        }
        assertThat(play.page(id).steps()).extracting(ChangeQueries.Step::status)
                .containsExactly(ChangeQueries.StepStatus.DONE, ChangeQueries.StepStatus.NEXT);
        assertThat(play.page(id).waiting().orElseThrow().what()).contains("incident 4712");

        ADMIN.run(() -> desk.releaseAll());
        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(engine.effects).containsExactly("create held-a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold", "pause"})
    void seesAStepThatIsUnderWayToItsEnd(String verb) {
        engine.slow = true;
        ChangeId id = play.approved("cedar", "under-way-" + verb);
        for (int i = 0; i < 3; i++) {
            runner.advance(id);
        }
        if (verb.equals("hold")) {
            ADMIN.run(() -> desk.holdAll("incident 4714"));
        } else {
            OPERATOR.run(() -> desk.pause(id, "somebody looks"));
        }
        String why = verb.equals("hold") ? "incident 4714" : "paused";
        assertThat(waitsFor(id)).as("for what the change waits while its step goes on").noneMatch(what -> what.contains(why));

        engine.slow = false;
        for (int i = 0; i < 3 && changes.due(clock.instant().plusSeconds(60)).contains(id.number()); i++) {
            runner.advance(id);
        }

        assertThat(play.page(id).steps()).extracting(ChangeQueries.Step::status)
                .containsExactly(ChangeQueries.StepStatus.DONE, ChangeQueries.StepStatus.NEXT);
        assertThat(waitsFor(id)).as("afterwards").hasSize(2).allMatch(what -> what.contains(why));
    }

    /** On its page and in the list. */
    private List<String> waitsFor(ChangeId id) {
        ChangeQueries.Filter byNumber = new ChangeQueries.Filter(id.toString(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return Stream.concat(play.page(id).waiting().stream(), OPERATOR.call(() -> play.queries().rows(byNumber, 0, 10)).stream()
                .filter(row -> row.id().equals(id)).flatMap(row -> row.waiting().stream())).map(ChangeQueries.Waiting::what).toList();
    }

    /** It was tried again, which nobody came to do: what its first try made is there. */
    @Test
    void undoesAStepThatWasOpenedAgain() {
        ChangeId id = play.approved("cedar", "reopened-a");
        runner.advance(id);
        runner.advance(id);
        engine.fault = Optional.of(new CloudFault.Unreachable("container.googleapis.com did not answer.", null));
        lookFor(Duration.ofMinutes(11), id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.ERRORED);
        engine.fault = Optional.empty();

        ADMIN.run(() -> desk.holdAll("incident 4715"));
        OPERATOR.run(() -> desk.retry(id));
        OPERATOR.run(() -> desk.abort(id, "not today"));
        ADMIN.run(() -> desk.releaseAll());

        assertThat(play.run(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        assertThat(engine.effects).containsExactly("create reopened-a", "delete reopened-a");
    }

    @Test
    void keepsAChangeForAsLongAsItIsPlanned() {
        ChangeId id = play.approved("cedar", "planned-long");
        List<Boolean> longer = new ArrayList<>();
        SmallWorld.MEANWHILE.set(() -> longer.add(jdbc.sql("select until > clock_timestamp() + interval '2 minutes' from change_lease where change = ?")
                .param(id.number()).query(Boolean.class).single()));

        runner.advance(id);

        assertThat(longer).containsExactly(true);
    }

    /** What comes out when the older plan is made again says nothing of the newer one. */
    @Test
    void leavesTheVotesOfWhatIsSealedWhileAnOlderPlanIsMadeAgain() {
        ChangeId id = play.approved("cedar", "sealed-anew");
        SmallWorld.SUBNETS.put(new ProjectId("cedar-prod"), "another");
        SmallWorld.MEANWHILE.set(() -> {
            OPERATOR.run(() -> drafts.alter(id, Revision.FIRST, SmallWorld.creating("cedar", "sealed-anew"), "why not", ""));
            OPERATOR.run(() -> desk.submit(id));
        });

        runner.advance(id);
        assertThat(SmallWorld.MEANWHILE.get()).isNull();
        play.approve(id);

        assertThat(play.run(id)).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    @Test
    void countsNoTimeInWhichNobodyLooksAgainstAStep() {
        engine.slow = true;
        ChangeId id = play.approved("cedar", "limit-a");
        for (int i = 0; i < 3; i++) {
            runner.advance(id);
        }
        Duration longerThanItsLimit = Duration.ofMinutes(50);

        ADMIN.run(() -> desk.holdAll("incident 4713"));
        clock.moveOn(longerThanItsLimit);
        runner.advance(id);
        ADMIN.run(() -> desk.releaseAll());
        assertThat(goesForward(id)).as("after a hold").isTrue();
        OPERATOR.run(() -> desk.pause(id, "somebody looks"));
        clock.moveOn(longerThanItsLimit);
        OPERATOR.run(() -> desk.resume(id));
        assertThat(goesForward(id)).as("after a pause").isTrue();
        clock.moveOn(longerThanItsLimit);
        assertThat(goesForward(id)).as("after no portal was up").isTrue();

        lookFor(Duration.ofMinutes(46), id);
        assertThat(play.page(id).goingBack()).isTrue();
        assertThat(play.page(id).steps().getFirst().cause().orElseThrow()).contains("in 45 minutes");
    }

    @Test
    void countsNoTimeAfterACrashInItsFirstCallAgainstAStep() {
        engine.slow = true;
        ChangeId id = play.approved("cedar", "limit-b");
        crashes.next = Optional.of(new Crashes.Point(false, 1, RunObserver.Moment.AFTER_EXECUTE));
        assertThatThrownBy(() -> play.run(id)).isInstanceOf(Crash.class);

        clock.moveOn(Duration.ofMinutes(50));
        runner.advance(id);

        assertThat(goesForward(id)).isTrue();
    }

    @Test
    void countsNoTimeInWhichNobodyLooksAgainstAMachineThatDoesNotAnswer() {
        ChangeId id = play.approved("cedar", "limit-c");
        runner.advance(id);
        engine.fault = Optional.of(new CloudFault.Unreachable("container.googleapis.com did not answer.", null));
        runner.advance(id);

        clock.moveOn(Duration.ofMinutes(20));
        runner.advance(id);

        assertThat(play.status(id)).isEqualTo(ChangeStatus.RUNNING);
        lookFor(Duration.ofMinutes(11), id);
        assertThat(play.status(id)).isEqualTo(ChangeStatus.ERRORED);
    }

    private boolean goesForward(ChangeId id) {
        runner.advance(id);
        return play.status(id) == ChangeStatus.RUNNING && !play.page(id).goingBack();
    }

    /** Time goes by as long as it does while a runner keeps looking. */
    private void lookFor(Duration time, ChangeId id) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(30)) {
            clock.moveOn(Duration.ofSeconds(30));
            runner.advance(id);
        }
    }

    private List<JsonNode> entries(ChangeId id, String action) {
        return record.about(id.toString()).stream().filter(entry -> entry.at("/action").asString().equals(action)).toList();
    }
}
