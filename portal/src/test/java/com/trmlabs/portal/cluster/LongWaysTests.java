package com.trmlabs.portal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.StepHandler.Context;
import com.trmlabs.portal.change.spi.StepHandler.Outcome;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterFacts;
import com.trmlabs.portal.cluster.spi.ContainerEngine.Operation;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Steps that wait for Google or for the customer's admin end at some time, with words. */
class LongWaysTests {

    private static final ClusterPlan PLAN = new ClusterPlan(new ClusterName("cedar-a"), new ProjectId("cedar-project"), "europe-west3",
            List.of("europe-west3-a"), "REGULAR", "main", "e2-standard-4", 1, 1, 3);
    private static final Operation CREATED_BADLY = new Operation("create", "CREATE_CLUSTER", true, Optional.of(100), Optional.of("GCE_QUOTA_EXCEEDED"));

    private final ContainerEngine engine = mock(ContainerEngine.class);
    private final ClusterRegister register = mock(ClusterRegister.class);
    private final Connection connection = mock(Connection.class);
    private final RemoveCluster remove = new RemoveCluster(engine, register, cluster -> List.of());
    private final ReachCluster reach = new ReachCluster((cluster, identity) -> connection, engine, register);

    @Test
    void failsWithGooglesWordsWhenTheRemovalFailed() {
        ObjectNode memory = asked();
        newest(CREATED_BADLY);
        assertThat(remove.verify(after(Duration.ofMinutes(1), memory))).as("the end of the creation is not that of the removal").isInstanceOf(Outcome.Again.class);
        newest(new Operation("delete", "DELETE_CLUSTER", false, Optional.of(40), Optional.empty()));
        assertThat(remove.verify(after(Duration.ofMinutes(2), memory))).isInstanceOf(Outcome.Again.class);
        newest(new Operation("delete", "DELETE_CLUSTER", true, Optional.of(100), Optional.of("the network is in use")));

        assertThat(remove.verify(after(Duration.ofMinutes(3), memory)))
                .isEqualTo(new Outcome.Failed("Google could not remove the cluster: the network is in use", List.of()));
    }

    @Test
    void waitsForARemovalNoLongerThanForACreation() {
        ObjectNode memory = asked();
        newest(new Operation("delete", "DELETE_CLUSTER", false, Optional.of(40), Optional.empty()));

        assertThat(remove.verify(after(Duration.ofMinutes(44), memory))).isInstanceOf(Outcome.Again.class);
        assertThat(remove.verify(after(Duration.ofMinutes(46), memory)))
                .isEqualTo(new Outcome.Failed("The cluster is not gone after 45 minutes: Google removes the cluster.", List.of()));
        assertThat(remove.execute(after(Duration.ofMinutes(46), memory))).isEqualTo(new Outcome.Failed(
                "The cluster is not gone after 45 minutes: waits until Google's running operation on the cluster has ended.", List.of()));
    }

    /** The removal after a creation that failed. */
    private ObjectNode asked() {
        when(engine.find(any(), any(), any())).thenReturn(Optional.of(new ClusterFacts(PLAN.name(), "ERROR", "", Optional.empty(), "", List.of())));
        newest(CREATED_BADLY);
        ObjectNode memory = ((Outcome.Done) remove.execute(after(Duration.ZERO, JsonMapper.shared().createObjectNode()))).memory();
        verify(engine).delete(PLAN.project(), PLAN.region(), PLAN.name());
        return memory;
    }

    private void newest(Operation operation) {
        when(engine.operation(any(), any(), any())).thenReturn(Optional.of(operation));
    }

    @Test
    void waitsADayForTheCustomersAdmin() {
        ObjectNode memory = JsonMapper.shared().createObjectNode();
        when(connection.allows("get", "apps", "deployments", "")).thenReturn(true);

        assertThat(reach.verify(after(Duration.ofHours(23), memory))).isInstanceOf(Outcome.Waiting.class);
        assertThat(reach.verify(after(Duration.ofHours(25), memory))).isEqualTo(new Outcome.Failed("The cluster has not let portal-run in within 24 hours. "
                + "Agree with the customer's admin when portal-access.yaml is applied, then onboard again.", List.of()));
    }

    private static Context after(Duration since, ObjectNode memory) {
        ObjectNode params = JsonMapper.shared().createObjectNode();
        params.set("cluster", ClusterPlanning.write(PLAN));
        Instant begun = Instant.parse("2026-11-26T01:00:00Z");
        return new Context(new ChangeId(1001), params, memory, begun, begun.plus(since), () -> {});
    }
}
