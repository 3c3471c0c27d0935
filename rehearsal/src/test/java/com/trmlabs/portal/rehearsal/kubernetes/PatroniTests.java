package com.trmlabs.portal.rehearsal.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.rehearsal.kubernetes.SimulatedKubernetes.Settings;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Patroni 4.1.5 writes in a cluster: what is expected here was read from a real one with three members. */
class PatroniTests {

    private static final String DATABASE = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: postgres, namespace: shop}
            spec:
              replicas: %d
              serviceName: postgres-pods
              podManagementPolicy: Parallel
              updateStrategy: {type: OnDelete}
              selector: {matchLabels: {application: patroni, cluster-name: postgres}}
              template:
                metadata: {labels: {application: patroni, cluster-name: postgres, app.kubernetes.io/name: postgres}}
                spec:
                  containers: [{name: postgres, image: "example/postgres:1"}]
            """;
    private static final String STREAMING = "\"xlog_location\":%1$d,\"replay_lsn\":%1$d,\"receive_lsn\":%1$d,\"replication_state\":\"streaming\",\"timeline\":%2$d}";

    @TempDir
    private Path folder;

    private SimulatedKubernetes cluster;
    private KubernetesClient admin;

    @BeforeEach
    void start() {
        cluster = SimulatedKubernetes.start(Settings.in(folder).quick());
        cluster.addNodes("db", "e2-standard-4", List.of("europe-west1-b", "europe-west1-c", "europe-west1-d"), 1);
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}", "test");
        var config = new ConfigBuilder(Config.empty()).withMasterUrl(cluster.endpoint().toString()).withCaCertData(cluster.caCertificate())
                .withOauthToken(cluster.adminToken()).build();
        admin = new KubernetesClientBuilder().withConfig(config).build();
        scale(3);
        follows("postgres-1", "postgres-2");
    }

    @AfterEach
    void stop() {
        admin.close();
        cluster.close();
    }

    private void scale(int members) {
        cluster.apply(DATABASE.formatted(members), "test");
    }

    private Endpoints endpoints(String name, Predicate<Endpoints> condition) {
        return admin.endpoints().inNamespace("shop").withName(name).waitUntilCondition(found -> found != null && condition.test(found), 20, TimeUnit.SECONDS);
    }

    private Endpoints ledBy(String leader) {
        return endpoints("postgres", found -> leader.equals(found.getMetadata().getAnnotations().get("leader")));
    }

    private Pod pod(String name, Predicate<Pod> condition) {
        return admin.pods().inNamespace("shop").withName(name).waitUntilCondition(
                pod -> pod != null && pod.getMetadata().getDeletionTimestamp() == null && condition.test(pod), 20, TimeUnit.SECONDS);
    }

    private void follows(String... members) {
        for (var name : members) {
            pod(name, pod -> told(pod).contains("\"replication_state\":\"streaming\""));
        }
    }

    private static String told(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getAnnotations().get("status"), "");
    }

    private static String address(String member) {
        return "{\"conn_url\":\"postgres://%1$s.postgres-pods:5432/postgres\",\"api_url\":\"https://%1$s.postgres-pods:8008/patroni\",".formatted(member);
    }

    private void delete(String name, long grace) {
        admin.pods().inNamespace("shop").withName(name).withGracePeriod(grace).delete();
    }

    @Test
    void writesWhatARealOneWrites() {
        var lock = ledBy("postgres-0");
        assertThat(lock.getMetadata().getLabels()).containsOnly(Map.entry("application", "patroni"), Map.entry("cluster-name", "postgres"));
        assertThat(lock.getMetadata().getAnnotations()).containsOnlyKeys("acquireTime", "leader", "optime", "renewTime", "transitions", "ttl")
                .containsEntry("optime", "167772160").containsEntry("transitions", "0").containsEntry("ttl", "20");
        assertThat(lock.getMetadata().getAnnotations().get("renewTime")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?\\+00:00");
        assertThat(lock.getMetadata().getManagedFields()).singleElement()
                .satisfies(entry -> assertThat(entry.getManager() + " " + entry.getOperation()).isEqualTo("Patroni Update"));

        var leader = pod("postgres-0", pod -> told(pod).contains("\"role\":\"primary\""));
        assertThat(lock.getSubsets()).singleElement().satisfies(subset -> {
            assertThat(subset.getAddresses()).singleElement().satisfies(address -> {
                assertThat(address.getIp()).isEqualTo(leader.getStatus().getPodIP());
                assertThat(address.getNodeName()).isEqualTo(leader.getSpec().getNodeName());
                assertThat(address.getTargetRef().getUid()).isEqualTo(leader.getMetadata().getUid());
            });
            assertThat(subset.getPorts()).singleElement().satisfies(port -> assertThat(port.getName() + ":" + port.getPort()).isEqualTo("postgresql:5432"));
        });
        assertThat(told(leader)).isEqualTo(address("postgres-0") + "\"state\":\"running\",\"role\":\"primary\",\"version\":\"4.1.5\",\"xlog_location\":167772160,\"timeline\":1}");
        assertThat(leader.getMetadata().getLabels()).containsEntry("role", "primary");

        var follower = pod("postgres-2", pod -> true);
        assertThat(told(follower)).isEqualTo(address("postgres-2") + "\"state\":\"running\",\"role\":\"replica\",\"version\":\"4.1.5\"," + STREAMING.formatted(167772160, 1));
        assertThat(follower.getMetadata().getLabels()).containsEntry("role", "replica");
        assertThat(endpoints("postgres-sync", found -> found.getMetadata().getAnnotations().containsKey("sync_standby")).getMetadata().getAnnotations())
                .isEqualTo(Map.of("leader", "postgres-0", "quorum", "0", "sync_standby", "postgres-1"));
    }

    @Test
    void handsOverToTheSynchronousStandbyWhenTheLeadersPodEnds() {
        delete("postgres-0", 30);

        var lock = ledBy("postgres-1");
        assertThat(lock.getMetadata().getAnnotations()).containsEntry("transitions", "1").containsEntry("optime", "184549376");
        assertThat(lock.getSubsets().getFirst().getAddresses().getFirst().getHostname()).isEqualTo("postgres-1");
        assertThat(told(pod("postgres-0", pod -> told(pod).contains("streaming")))).contains("\"role\":\"replica\"").contains(STREAMING.formatted(184549376, 2));
        assertThat(endpoints("postgres-sync", found -> "postgres-1".equals(found.getMetadata().getAnnotations().get("leader"))).getMetadata().getAnnotations())
                .containsEntry("sync_standby", "postgres-2");
    }

    @Test
    void keepsTheLockOfALeaderThatComesBackUnderItsName() {
        var before = pod("postgres-0", pod -> true).getMetadata().getUid();
        delete("postgres-0", 0);
        var after = pod("postgres-0", pod -> !pod.getMetadata().getUid().equals(before) && told(pod).contains("\"state\":\"running\"")).getMetadata().getUid();

        var lock = endpoints("postgres", found -> found.getSubsets().getFirst().getAddresses().getFirst().getTargetRef().getUid().equals(after));
        assertThat(lock.getMetadata().getAnnotations()).containsEntry("leader", "postgres-0").containsEntry("transitions", "0");
    }

    @Test
    void letsNobodyLeadWhoMayMissAnAcknowledgedWrite() {
        delete("postgres-0", 30);
        ledBy("postgres-1");
        follows("postgres-0");
        scale(0);
        endpoints("postgres", found -> !found.getMetadata().getAnnotations().containsKey("leader"));
        admin.pods().inNamespace("shop").informOnCondition(List::isEmpty).orTimeout(20, TimeUnit.SECONDS).join();
        scale(1);
        follows("postgres-0");
        assertThat(endpoints("postgres", found -> true).getMetadata().getAnnotations()).doesNotContainKey("leader");
        assertThat(endpoints("postgres", found -> true).getSubsets()).isEmpty();

        scale(3);
        var leader = endpoints("postgres", found -> found.getMetadata().getAnnotations().containsKey("leader")).getMetadata().getAnnotations().get("leader");
        assertThat(leader).isIn("postgres-1", "postgres-2");
    }
}
