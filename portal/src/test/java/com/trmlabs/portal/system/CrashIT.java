package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.StoppableRuns;
import com.trmlabs.portal.kernel.ChangeId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Replicas of the portal carry a change out and are killed, as by {@code kill -9}, before and after every step of the plan in turn.
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
            killedEverywhere(replicas, portal.submitted(ChangeKind.INSTALL, "2.3.0", Portal.inputs()));
            killedEverywhere(replicas, portal.submitted(ChangeKind.UPGRADE, "2.3.1", Portal.inputs()));
        }
        assertThat(World.the().admin.apps().deployments().inNamespace(World.the().namespace).withName("api").get().getSpec().getTemplate()
                .getSpec().getContainers().getFirst().getImage()).isEqualTo(World.the().images.get("2.3.1"));
    }

    private void killedEverywhere(Replicas replicas, ChangeId id) throws IOException {
        Instant since = Instant.now();
        int steps = portal.page(id).steps().size();
        assertThat(steps).as("steps of %s", id).isGreaterThan(1);
        List<String> moments = IntStream.rangeClosed(1, steps).boxed()
                .flatMap(step -> Stream.of("forward " + step + " BEFORE_EXECUTE", "forward " + step + " AFTER_EXECUTE")).toList();
        replicas.dieAt(moments);
        portal.approve(id);
        for (String moment : moments) {
            replicas.oneIsKilled(moment);
        }
        assertThat(portal.end(id)).as(portal.why(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        assertThat(World.the().writes.since(since, World.the().namespace)).as("effects of %s in the audit log", id)
                .containsExactlyElementsOf(AuditedWrites.planned(portal.page(id)));
    }
}
