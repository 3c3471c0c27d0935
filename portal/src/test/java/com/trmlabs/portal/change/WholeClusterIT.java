package com.trmlabs.portal.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.change.SmallWorld.Engine;
import com.trmlabs.portal.change.SmallWorld.Play;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A change that makes or removes a whole cluster, and what else is or runs in it or has its name. */
@PostgresTest
@Import(SmallWorld.class)
class WholeClusterIT {

    @Autowired Drafts drafts;
    @Autowired ChangeDesk desk;
    @Autowired ChangeQueries queries;
    @Autowired ApprovalDesk votes;
    @Autowired ChangeRunner runner;
    @Autowired Engine engine;
    @Autowired JdbcClient jdbc;
    /** Stands still: each test takes the steps itself. */
    @MockitoBean RunPump pump;

    Play play;

    @BeforeEach
    void begin() {
        play = new Play(drafts, desk, queries, votes, runner);
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
}
