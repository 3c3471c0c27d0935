package com.trmlabs.portal.rehearsal.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.container.v1.Cluster;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the container engine hands out is an API server that knows Google's tokens and the two shipped roles. */
class CreatedClusterIT {

    private static final ClusterKey KEY = new ClusterKey("bluefin-analytics-prod", "europe-west1", "analytics");
    private static final String PATH = "projects/bluefin-analytics-prod/locations/europe-west1/clusters/analytics";

    @TempDir
    static Path folder;

    static RunningRehearsal rehearsal;
    static String read;
    static String run;

    @BeforeAll
    static void create() throws Exception {
        rehearsal = RunningRehearsal.start(folder);
        var portal = new PortalCalls(rehearsal.endpoints());
        read = portal.token("portal-read@bluefin-analytics-prod.iam.gserviceaccount.com");
        run = portal.token("portal-run@bluefin-analytics-prod.iam.gserviceaccount.com");
        try (var containers = PortalCalls.containers(rehearsal.endpoints().container(), run)) {
            var done = PortalCalls.end(containers, KEY, containers.createCluster(PortalCalls.order(KEY, 1, "n2-standard-4")));
            assertThat(done.hasError()).as(done.getError().getMessage()).isFalse();
        }
    }

    @AfterAll
    static void stop() {
        rehearsal.close();
    }

    @Test
    void hasTheShippedRights() throws Exception {
        try (var reader = client(read); var runner = client(run)) {
            assertThat(reader.namespaces().withName("kube-system").get()).isNotNull();
            assertThatThrownBy(() -> reader.namespaces().list()).isInstanceOf(KubernetesClientException.class);
            assertThatThrownBy(() -> apply(reader)).isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("portal-read@bluefin-analytics-prod.iam.gserviceaccount.com");
            assertThat(apply(runner).getMetadata().getUid()).isNotEmpty();
            assertThatThrownBy(() -> runner.secrets().inNamespace("api").list()).isInstanceOf(KubernetesClientException.class);
        }
    }

    @Test
    void refusesOtherCustomersAndInventedTokens() throws Exception {
        var stranger = new PortalCalls(rehearsal.endpoints()).token("portal-read@dorado-ledger-prod.iam.gserviceaccount.com");

        try (var reader = client(stranger); var nobody = client("invented")) {
            assertThatThrownBy(() -> reader.namespaces().list()).isInstanceOfSatisfying(KubernetesClientException.class,
                    refusal -> assertThat(refusal.getCode()).isEqualTo(403));
            assertThatThrownBy(() -> nobody.namespaces().list()).isInstanceOfSatisfying(KubernetesClientException.class,
                    refusal -> assertThat(refusal.getCode()).isEqualTo(401));
        }
    }

    @Test
    void comesBackAfterARestart() throws Exception {
        Namespace before;
        try (var runner = client(run)) {
            before = apply(runner);
        }
        var address = cluster();
        rehearsal.close();
        rehearsal = RunningRehearsal.start(folder);

        assertThat(cluster()).isEqualTo(address);
        try (var runner = client(run)) {
            assertThat(runner.namespaces().withName("api").require().getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
        }
    }

    private static Cluster cluster() throws Exception {
        try (var containers = PortalCalls.containers(rehearsal.endpoints().container(), read)) {
            return containers.getCluster(PATH);
        }
    }

    private static Namespace apply(KubernetesClient client) {
        return client.resource(new NamespaceBuilder().withNewMetadata().withName("api")
                .addToLabels("app.kubernetes.io/managed-by", "portal")
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted").endMetadata().build())
                .fieldManager("portal").serverSideApply();
    }

    private static KubernetesClient client(String token) throws Exception {
        var cluster = cluster();
        return new KubernetesClientBuilder().withConfig(new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + cluster.getEndpoint())
                .withCaCertData(cluster.getMasterAuth().getClusterCaCertificate())
                .withOauthToken(token)
                .build()).build();
    }
}
