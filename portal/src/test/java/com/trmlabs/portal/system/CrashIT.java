package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.StoppableRuns;
import com.trmlabs.portal.kernel.ChangeId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Replicas of the portal carry a change out and are killed, as by {@code kill -9}, before and after the steps of the plan in turn.
 * The API server's audit log tells how often the change had an effect.
 */
@SystemTest
@Tag("cluster")
class CrashIT {

    @Autowired Portal portal;
    @Autowired StoppableRuns runs;

    @AfterEach
    void takesTheRunsBack() {
        runs.go();
    }

    @Test
    void hasEachEffectOnceHoweverOftenItIsKilled() throws IOException {
        portal.emptyCluster();
        runs.stop();
        try (Replicas replicas = new Replicas()) {
            killed(replicas, step -> true, portal.submitted(ChangeKind.INSTALL, "2.3.0", Portal.inputs(Portal::forClientsOutside)), "insert");
            killed(replicas, step -> true, portal.submitted(ChangeKind.UPGRADE, "2.3.1", Portal.inputs(Portal::forClientsOutside)));
            killed(replicas, CrashIT::takesAway, portal.submitted(ChangeKind.CONFIGURE, "2.3.1", Portal.inputs()), "delete");
        }
        assertThat(World.the().admin.apps().deployments().inNamespace(World.the().namespace).withName("api").get().getSpec().getTemplate()
                .getSpec().getContainers().getFirst().getImage()).isEqualTo(World.the().images.get("2.3.1"));
    }

    /** What neither an installation nor an upgrade does: of objects the first, and the policy. */
    private static boolean takesAway(Step step) {
        return step.title().startsWith("Remove Ingress ") || step.title().startsWith("Remove the policy ");
    }

    private void killed(Replicas replicas, Predicate<Step> around, ChangeId id, String... atTheEdge) throws IOException {
        Instant since = Instant.now();
        List<String> moments = portal.page(id).steps().stream().filter(around).map(Step::position)
                .flatMap(step -> Stream.of("forward " + step + " BEFORE_EXECUTE", "forward " + step + " AFTER_EXECUTE")).toList();
        assertThat(moments).as("moments of %s", id).hasSizeGreaterThan(2);
        replicas.dieAt(moments);
        portal.approve(id);
        for (String moment : moments) {
            replicas.oneIsKilled(moment);
        }
        assertThat(portal.end(id)).as(portal.why(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(World.the().writes.since(since, World.the().namespace)).as("effects of %s in the audit log", id)
                .containsExactlyElementsOf(AuditedWrites.planned(portal.page(id)));
        assertThat(World.the().edgeChanges(since)).as("effects of %s on policies at Google's edge", id).containsExactly(atTheEdge);
    }
}
