package com.trmlabs.portal.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.container.v1.Cluster;
import com.google.container.v1.ControlPlaneEndpointsConfig;
import com.google.container.v1.ControlPlaneEndpointsConfig.DNSEndpointConfig;
import com.google.container.v1.MasterAuth;
import com.google.container.v1.Operation;
import com.google.container.v1.OperationProgress;
import com.google.container.v1.OperationProgress.Metric;
import com.google.rpc.Status;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterSpec;
import com.trmlabs.portal.cluster.spi.ContainerEngine.NodePool;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterReadingTests {

    private static final ProjectId PROJECT = new ProjectId("bluefin-analytics-prod");
    private static final ClusterSpec SPEC = new ClusterSpec(new ClusterName("bluefin-prod"), "europe-west1", List.of("europe-west1-b"), "analytics",
            "analytics-gke", "pods", "services", "REGULAR", new NodePool("apps", "e2-standard-2", 1, 1, 3));
    private static final MasterAuth AUTH = MasterAuth.newBuilder()
            .setClusterCaCertificate(Base64.getEncoder().encodeToString("-----BEGIN CERTIFICATE-----".getBytes())).build();

    @Test
    void ordersAPrivateClusterThatIsReachedByName() {
        var cluster = ClusterOrder.of(PROJECT, SPEC);
        assertThat(cluster.getNetworkConfig().getDefaultEnablePrivateNodes()).isTrue();
        assertThat(cluster.getControlPlaneEndpointsConfig().getDnsEndpointConfig().getAllowExternalTraffic()).isTrue();
        assertThat(cluster.getControlPlaneEndpointsConfig().getIpEndpointsConfig().getEnabled()).isFalse();
        assertThat(cluster.getWorkloadIdentityConfig().getWorkloadPool()).isEqualTo("bluefin-analytics-prod.svc.id.goog");
        assertThat(cluster.getNodePools(0).getConfig().getServiceAccount()).isEqualTo("portal-nodes@bluefin-analytics-prod.iam.gserviceaccount.com");
        assertThat(cluster.getNodePools(0).getConfig().getShieldedInstanceConfig().getEnableSecureBoot()).isTrue();
    }

    @Test
    void knowsItsOwnOrdersFromOthers() {
        var ours = ClusterOrder.of(PROJECT, SPEC);
        assertThat(ClusterOrder.isSame(ours, ClusterOrder.of(PROJECT, SPEC))).isTrue();
        var larger = new ClusterSpec(SPEC.name(), SPEC.region(), SPEC.zones(), SPEC.network(), SPEC.subnet(), SPEC.podRange(), SPEC.serviceRange(),
                SPEC.channel(), new NodePool("apps", "e2-standard-4", 1, 1, 3));
        assertThat(ClusterOrder.isSame(ours, ClusterOrder.of(PROJECT, larger))).isFalse();
        assertThat(ClusterOrder.isOurs(ours.toBuilder().removeResourceLabels("managed-by").build())).isFalse();
        assertThat(ours.getResourceLabelsMap().values()).allMatch(label -> label.matches("[a-z0-9_-]{1,63}"));
    }

    @Test
    void clusterInTheMakingHasNoEndpoint() {
        assertThat(ClusterReading.facts(ClusterOrder.of(PROJECT, SPEC)).endpoint()).isEmpty();
    }

    @Test
    void publicAuthoritiesCountForDnsEndpointsOnly() {
        var real = ClusterReading.facts(at("gke-1a2b3c-482913650127.europe-west1.gke.goog"));
        assertThat(real.endpoint()).contains(URI.create("https://gke-1a2b3c-482913650127.europe-west1.gke.goog"));
        assertThat(real.ca()).isEmpty();
        assertThat(ClusterReading.facts(at("127.0.0.1:41234")).ca()).isEqualTo("-----BEGIN CERTIFICATE-----");
        assertThat(ClusterReading.facts(at("gke.goog.example.com")).ca()).isNotEmpty();
    }

    @Test
    void tellsProgressOnlyWhereGoogleDoes() {
        var running = Operation.newBuilder().setName("operation-1").setOperationType(Operation.Type.CREATE_CLUSTER).setStatus(Operation.Status.RUNNING);
        assertThat(ClusterReading.operation(running.build()).percent()).isEmpty();
        running.setProgress(OperationProgress.newBuilder()
                .addMetrics(Metric.newBuilder().setName("progress").setIntValue(3)).addMetrics(Metric.newBuilder().setName("progress scale").setIntValue(4)));
        assertThat(ClusterReading.operation(running.build()).percent()).contains(75);
        var failed = ClusterReading.operation(running.setStatus(Operation.Status.DONE).setError(Status.newBuilder().setCode(8).setMessage("No capacity")).build());
        assertThat(failed.done()).isTrue();
        assertThat(failed.error()).contains("No capacity");
    }

    private static Cluster at(String address) {
        return ClusterOrder.of(PROJECT, SPEC).toBuilder().setMasterAuth(AUTH).setEndpoint("10.0.0.2")
                .setControlPlaneEndpointsConfig(ControlPlaneEndpointsConfig.newBuilder()
                        .setDnsEndpointConfig(DNSEndpointConfig.newBuilder().setEndpoint(address))).build();
    }
}
