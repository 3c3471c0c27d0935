package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.StepHandler.Context;
import com.trmlabs.portal.change.spi.StepHandler.Outcome;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An object that does not go away ends the step, with the names of those who hold it. */
class RemoveObjectTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectNode REF = (ObjectNode) JSON.readTree("""
            {"cluster": "cedar-a", "ref": {"apiVersion": "v1", "kind": "Service", "namespace": "api", "name": "api"}}""");
    private static final KubeObject LEAVING = new KubeObject((ObjectNode) JSON.readTree("""
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api", "namespace": "api", "deletionTimestamp": "2026-11-26T01:00:00Z",
             "finalizers": ["service.kubernetes.io/load-balancer-cleanup", "example.com/audit"]}}"""));

    private final Connection connection = mock(Connection.class);
    private final RemoveObject remove = new RemoveObject((cluster, identity) -> connection);

    @Test
    void comesAgainWhileTheObjectHasTime() {
        live(Optional.of(LEAVING));
        assertThat(remove.verify(after(Duration.ofMinutes(14)))).isInstanceOf(Outcome.Again.class);
        live(Optional.empty());
        assertThat(remove.verify(after(Duration.ofMinutes(14)))).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void failsWithTheFinalizersThatHoldItAfterThat() {
        live(Optional.of(LEAVING));
        assertThat(remove.verify(after(Duration.ofMinutes(16)))).isEqualTo(new Outcome.Failed("Service api/api is still there 15 minutes after it was to go. "
                + "It waits for the finalizers service.kubernetes.io/load-balancer-cleanup, example.com/audit: have whoever set them finish, then try again.", List.of()));
    }

    @Test
    void doesNotWaitLongerToApplyWhereAnObjectIsLeaving() {
        live(Optional.of(LEAVING));
        ObjectNode params = JSON.createObjectNode().put("cluster", "cedar-a").set("object", LEAVING.tree());
        var apply = new ApplyObject((cluster, identity) -> connection);
        assertThat(apply.execute(after(Duration.ofMinutes(1), params))).isInstanceOf(Outcome.Again.class);
        assertThat(apply.execute(after(Duration.ofMinutes(16), params))).isInstanceOf(Outcome.Failed.class);
    }

    private void live(Optional<KubeObject> object) {
        when(connection.get(any())).thenReturn(object);
    }

    private static Context after(Duration since) {
        return after(since, REF);
    }

    private static Context after(Duration since, ObjectNode params) {
        Instant begun = Instant.parse("2026-11-26T01:00:00Z");
        return new Context(new ChangeId(1001), params, JSON.createObjectNode(), begun, begun.plus(since), () -> {});
    }
}
