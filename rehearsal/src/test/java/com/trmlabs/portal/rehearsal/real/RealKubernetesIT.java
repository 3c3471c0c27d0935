package com.trmlabs.portal.rehearsal.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.container.v1.Cluster;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsal.google.ClusterKey;
import com.trmlabs.portal.rehearsal.google.PortalCalls;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container engine hands out a real cluster, and with it no more than the two roles that customers are shown. */
@Tag("cluster")
@Tag("beside")
class RealKubernetesIT {

    private static final String PROJECT = "bluefin-analytics-prod";
    private static final ClusterKey KEY = new ClusterKey(PROJECT, "europe-west1", "rehearsal-it");
    private static final String CLUSTER = "projects/" + PROJECT + "/locations/europe-west1/clusters/rehearsal-it";
    private static final String NODE = "gke-rehearsal-it-extra-b1";
    private static final Path SCRIPT = Path.of("cluster", "cluster").toAbsolutePath();

    @TempDir
    Path folder;

    String kubeconfig = System.getenv("KUBECONFIG");
    RunningRehearsal rehearsal;
    PortalCalls portal;

    @BeforeEach
    void start() {
        assertThat(kubeconfig).as("KUBECONFIG names the real cluster: eval \"$(rehearsal/cluster/cluster env)\"").isNotBlank();
        rehearsal = RunningRehearsal.start(folder, "--rehearsal.kubeconfig=" + kubeconfig, "--rehearsal.cluster-script=" + SCRIPT);
        portal = new PortalCalls(rehearsal.endpoints());
    }

    @AfterEach
    void stop() {
        rehearsal.close();
    }

    @Test
    void handsOutTheRealClusterWithTheShippedRolesOnly() throws Exception {
        var read = portal.token("portal-read@" + PROJECT + ".iam.gserviceaccount.com");
        var run = portal.token("portal-run@" + PROJECT + ".iam.gserviceaccount.com");
        try (var containers = PortalCalls.containers(rehearsal.endpoints().container(), run)) {
            PortalCalls.end(containers, KEY, containers.createCluster(PortalCalls.order(KEY, 0, "n2-standard-4")));
            var cluster = containers.getCluster(CLUSTER);

            assertThat(cluster.getStatus()).isEqualTo(Cluster.Status.RUNNING);
            try (var reader = client(cluster, read); var runner = client(cluster, run)) {
                assertThat(reader.namespaces().withName("kube-system").get()).isNotNull();
                assertThatThrownBy(() -> reader.namespaces().list()).isInstanceOf(KubernetesClientException.class);
                assertThatThrownBy(() -> reader.secrets().inNamespace("default").list()).isInstanceOf(KubernetesClientException.class);
                assertThatThrownBy(() -> create(reader, "rehearsal-by-reader")).isInstanceOf(KubernetesClientException.class)
                        .hasMessageContaining("system:serviceaccount:portal-access:portal-read");
                assertThatThrownBy(() -> runner.namespaces().withName("default").edit(it -> new NamespaceBuilder(it)
                        .editMetadata().addToLabels("by", "run").endMetadata().build())).isInstanceOf(KubernetesClientException.class);
            }
            assertThat(kept()).doesNotContain("client-key-data").doesNotContain(adminKey());

            PortalCalls.end(containers, KEY, containers.deleteCluster(CLUSTER));
        }
    }

    @Test
    void addsAndRemovesNodesWithTheirPool() throws Exception {
        var run = portal.token("portal-run@" + PROJECT + ".iam.gserviceaccount.com");
        try (var containers = PortalCalls.containers(rehearsal.endpoints().container(), run);
                var admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(Path.of(kubeconfig).toFile())).build();
                var _ = admin.nodes().withName(NODE).watch(new ClosesNodes(admin))) {
            PortalCalls.end(containers, KEY, containers.createCluster(PortalCalls.order(KEY, 0, "n2-standard-4")));

            var pool = PortalCalls.pool(KEY, "extra", 1, "n2-standard-4").toBuilder().addLocations("europe-west1-b").build();
            var done = PortalCalls.end(containers, KEY, containers.createNodePool(CLUSTER, pool));

            assertThat(done.hasError()).as(done.getError().getMessage()).isFalse();
            var node = admin.nodes().withName(NODE).require();
            assertThat(node.getSpec().getUnschedulable()).as("closed to others by this test").isTrue();
            assertThat(node.getMetadata().getLabels()).containsEntry("cloud.google.com/gke-nodepool", "extra")
                    .containsEntry("topology.kubernetes.io/zone", "europe-west1-b");

            PortalCalls.end(containers, KEY, containers.deleteCluster(CLUSTER));
            assertThat(admin.nodes().withName(NODE).get()).isNull();
        }
    }

    /** No pod of others comes to a node that soon goes: it is closed before it is ready. */
    private record ClosesNodes(KubernetesClient admin) implements Watcher<Node> {
        @Override
        public void eventReceived(Action action, Node node) {
            if (action == Action.ADDED) {
                admin.nodes().withName(node.getMetadata().getName())
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"unschedulable\": true}}"); // whatever others write meanwhile
            }
        }

        @Override
        public void onClose(WatcherException lost) {} // the node is asked whether it was closed
    }

    private static void create(KubernetesClient client, String namespace) {
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).create();
    }

    private static KubernetesClient client(Cluster cluster, String token) {
        return new KubernetesClientBuilder().withConfig(new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + cluster.getEndpoint())
                .withCaCertData(cluster.getMasterAuth().getClusterCaCertificate())
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(0)
                .build()).build();
    }

    /** Everything that the rehearsal has written down. */
    private String kept() throws IOException {
        var kept = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                kept.append(Files.readString(file));
            }
        }
        return kept.toString();
    }

    /** The administrator's key, as it stands in the kubeconfig. */
    private String adminKey() {
        return Config.fromKubeconfig(Path.of(kubeconfig).toFile()).getClientKeyData();
    }
}
