package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.change.spi.StepHandler.Context;
import com.trmlabs.portal.change.spi.StepHandler.Outcome;
import com.trmlabs.portal.cluster.ClusterEndpoint;
import com.trmlabs.portal.cluster.ClusterEndpoints;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.service.spi.EdgePolicies;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The policy at Google follows after a while; when it does not, the step says so and ends. */
class EdgeStepsTests {

    private static final ObjectNode PARAMS = (ObjectNode) JsonMapper.shared().readTree("""
            {"cluster": "cedar-a", "policy": "portal-cedar-a-api", "blocks": ["10.0.0.0/8"]}""");

    private final EdgePolicies policies = mock(EdgePolicies.class);
    private final ClusterEndpoints endpoints = cluster -> new ClusterEndpoint(cluster, new ProjectId("cedar-project"), URI.create("https://127.0.0.1"), "");
    private final RemoveAtTheEdge remove = new RemoveAtTheEdge(policies, endpoints);
    private final AllowAtTheEdge allow = new AllowAtTheEdge(policies, endpoints);

    @Test
    void asksAgainWhileALoadBalancerStillUsesThePolicy() {
        doThrow(new CloudFault.Rejected("The resource is in use by another resource", null)).when(policies).delete(any(), any());
        assertThat(remove.execute(after(9))).isInstanceOf(Outcome.Again.class);
        assertThat(remove.execute(after(11))).isEqualTo(new Outcome.Failed(
                "portal-cedar-a-api is still there after 10 minutes: The resource is in use by another resource", List.of()));
        doNothing().when(policies).delete(any(), any());
        assertThat(remove.execute(after(9))).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void isDoneWhenThePolicyIsGone() {
        when(policies.allowed(any(), any())).thenReturn(Optional.of(List.of()));
        assertThat(remove.verify(after(9))).isInstanceOf(Outcome.Again.class);
        assertThat(remove.verify(after(11))).isInstanceOf(Outcome.Failed.class);
        when(policies.allowed(any(), any())).thenReturn(Optional.empty());
        assertThat(remove.verify(after(11))).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void doesNotWaitForeverForAListThatSomebodyElseAlters() {
        when(policies.allowed(any(), any())).thenReturn(Optional.of(List.of(new Cidr("192.0.2.0/24"))));
        assertThat(allow.verify(after(9))).isInstanceOf(Outcome.Again.class);
        assertThat(allow.verify(after(11))).isEqualTo(new Outcome.Failed("The policy lets in others than asked for after 10 minutes: [192.0.2.0/24].", List.of()));
    }

    private static Context after(int minutes) {
        Instant begun = Instant.parse("2026-11-26T01:00:00Z");
        return new Context(new ChangeId(1001), PARAMS, JsonMapper.shared().createObjectNode(), begun, begun.plus(Duration.ofMinutes(minutes)), () -> {});
    }
}
