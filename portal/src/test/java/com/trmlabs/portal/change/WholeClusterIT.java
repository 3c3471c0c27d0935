package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.SmallWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.change.SmallWorld.Engine;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.support.TransactionTemplate;

/** A change that makes or removes a whole cluster, and what else is or runs in it or has its name. */
@PostgresTest
@Import(SmallWorld.class)
class WholeClusterIT {

    @Autowired Play play;
    @Autowired ChangeDesk desk;
    @Autowired ChangeRunner runner;
    @Autowired Engine engine;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;
    /** Stands still: each test takes the steps itself. */
    @MockitoBean RunPump pump;


    @BeforeEach
    void begin() {
        engine.empty();
    }

    @Test
    void isNotPlannedUnderANameThatAnotherProjectHas() {
        ChangeId first = play.approved("cedar", "twice-a");
        ChangeId late = play.approved("bluefin", "twice-a");
        assertThat(play.run(first)).isEqualTo(ChangeStatus.SUCCEEDED);
        String taken = "twice-a is the name of a cluster in another project already";

        assertThatThrownBy(() -> play.sealed("bluefin", "twice-a")).isInstanceOf(Refusal.class).hasMessageContaining(taken);
        runner.advance(late);
        assertThat(play.status(late)).isEqualTo(ChangeStatus.PLANNED);
        assertThat(play.page(late).votesVoided().orElseThrow()).contains(taken);
        assertThat(engine.effects).containsExactly("create twice-a");
    }

    @Test
    void takesNothingFromTheClusterOfAnotherProject() {
        ChangeId late = play.approved("bluefin", "twice-b");
        runner.advance(late);
        jdbc.sql("""
                insert into cluster (name, edition, customer, project, region, zones, plan, version, status, note, pools, endpoint, ca)
                values ('twice-b', 0, 'cedar', 'cedar-prod', 'europe-west1', '', '{}', '', 'RUNNING', '', '[]', 'https://cedar.example', '')""").update();

        assertThat(play.run(late)).isEqualTo(ChangeStatus.ROLLED_BACK);

        assertThat(play.page(late).steps().getFirst().cause().orElseThrow()).contains("twice-b is the name of a cluster in another project already");
        assertThat(engine.effects).isEmpty();
        assertThat(jdbc.sql("select project || ' ' || endpoint from cluster where name = 'twice-b'").query(String.class).single())
                .isEqualTo("cedar-prod https://cedar.example");
    }

    @Test
    void runsBesideNoneOfTheServicesInTheCluster() {
        ChangeId whole = play.approved("cedar", "whole-a");
        ChangeId within = play.approved(SmallWorld.within("cedar", ServiceName.of("whole-a.postgres")));
        List.of(whole, within).forEach(runner::advance);
        assertThat(List.of(whole, within)).extracting(play::status).containsExactly(ChangeStatus.RUNNING, ChangeStatus.APPROVED);
        assertThat(play.page(within).waiting().orElseThrow().what()).isEqualTo(whole + " comes first on whole-a");

        ChangeId first = play.approved(SmallWorld.within("cedar", ServiceName.of("whole-b.postgres")));
        ChangeId beside = play.approved(SmallWorld.within("cedar", ServiceName.of("whole-b.api")));
        ChangeId after = play.approved("cedar", "whole-b");
        List.of(first, beside, after).forEach(runner::advance);
        assertThat(List.of(first, beside, after)).extracting(play::status)
                .containsExactly(ChangeStatus.RUNNING, ChangeStatus.RUNNING, ChangeStatus.APPROVED);
        assertThat(play.page(after).waiting().orElseThrow().what()).isEqualTo(first + " comes first on whole-b.postgres");
    }

    @Test
    void doesNotStartInTheSameMomentAsAServiceInTheCluster() {
        ChangeId whole = play.approved("cedar", "whole-c");
        ChangeId within = play.approved(SmallWorld.within("cedar", ServiceName.of("whole-c.postgres")));

        CompletableFuture<Void> second = inTheMomentOf(whole, () -> begins(within));

        assertThat(second).failsWithin(Duration.ofSeconds(30)).withThrowableThat().withCauseInstanceOf(DataIntegrityViolationException.class)
                .withMessageContaining("another change runs in the cluster whole-c");
        assertThat(List.of(whole, within)).extracting(play::status).containsExactly(ChangeStatus.RUNNING, ChangeStatus.APPROVED);
    }

    @Test
    void letsTheFirstGoWhenAnotherBeginsInTheSameMoment() {
        ChangeId whole = play.approved("cedar", "whole-d");
        ChangeId within = play.approved(SmallWorld.within("cedar", ServiceName.of("whole-d.postgres")));

        CompletableFuture<Void> second = inTheMomentOf(whole, () -> runner.advance(within));

        assertThat(second).succeedsWithin(Duration.ofSeconds(30));
        assertThat(play.status(within)).isEqualTo(ChangeStatus.APPROVED);
        assertThat(play.page(within).waiting()).isEmpty();
        runner.advance(within);
        assertThat(play.page(within).waiting().orElseThrow().what()).isEqualTo(whole + " comes first on whole-d");
    }

    /** What a runner writes after it has looked whether another change comes first. */
    private void begins(ChangeId id) {
        jdbc.sql("update change set status = 'RUNNING' where id = ?").param(id.number()).update();
    }

    /** The second has got as far as the lock when the first commits. */
    private CompletableFuture<Void> inTheMomentOf(ChangeId first, Runnable second) {
        return transaction.execute(open -> {
            begins(first);
            var begun = CompletableFuture.runAsync(second);
            awaitTheOtherOne();
            return begun;
        });
    }

    private void awaitTheOtherOne() {
        await().until(() -> jdbc.sql("select count(*) from pg_locks where locktype = 'advisory' and not granted").query(Integer.class).single() == 1);
    }

    @Test
    void doesNotTakeAwayWhatAnotherChangeHasInstalled() {
        ChangeId id = play.approved("cedar", "kept-a");
        play.untilDone(id, 1);
        jdbc.sql("""
                insert into service (name, version, cluster, type, customer, release, request, objects, revision, since, last_change, health, health_note, address)
                values ('kept-a.postgres', 0, 'kept-a', 'postgres', 'cedar', '1.0.0', '{}', '[]', 1, now(), 'C-1', 'HEALTHY', '', '')""").update();
        OPERATOR.run(() -> desk.abort(id, "wrong region"));

        assertThat(play.run(id)).isEqualTo(ChangeStatus.FAILED);
        assertThat(play.page(id).backSteps().getFirst().cause().orElseThrow()).startsWith("kept-a is not removed: kept-a.postgres would go away with it");
        assertThat(engine.effects).containsExactly("create kept-a");

        jdbc.sql("delete from service where name = 'kept-a.postgres'").update();
        OPERATOR.run(() -> desk.retry(id));
        assertThat(play.run(id)).isEqualTo(ChangeStatus.ROLLED_BACK);
        assertThat(engine.effects).containsExactly("create kept-a", "delete kept-a");
    }
}
