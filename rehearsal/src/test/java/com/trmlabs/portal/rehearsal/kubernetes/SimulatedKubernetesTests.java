package com.trmlabs.portal.rehearsal.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.kubernetes.SimulatedKubernetes.Settings;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated cluster as its users see it: through the client that the portal uses. */
class SimulatedKubernetesTests {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - {name: web, image: "example/web:%s", ports: [{containerPort: 8080}]}
            """;

    @TempDir
    private Path folder;

    private final Faults faults = new Faults(Clock.systemUTC());
    private SimulatedKubernetes cluster;
    private KubernetesClient admin;

    @BeforeEach
    void start() {
        cluster = SimulatedKubernetes.start(Settings.in(folder).quick().failing(faults, "p", "c"));
        cluster.addNodes("api", "e2-standard-4", List.of("europe-west1-b", "europe-west1-c"), 1);
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}", "test");
        admin = client(cluster.adminToken());
    }

    @AfterEach
    void stop() {
        admin.close();
        cluster.close();
    }

    private KubernetesClient client(String token) {
        var config = new ConfigBuilder(Config.empty()).withMasterUrl(cluster.endpoint().toString()).withCaCertData(cluster.caCertificate())
                .withOauthToken(token).withRequestRetryBackoffLimit(0).build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private Deployment deployment() {
        return admin.apps().deployments().inNamespace("shop").withName("web").get();
    }

    private GenericKubernetesResource apply(String yaml, String manager) {
        return admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).fieldManager(manager).serverSideApply();
    }

    private Deployment await(Predicate<Deployment> condition) {
        return admin.apps().deployments().inNamespace("shop").withName("web").waitUntilCondition(condition, 20, TimeUnit.SECONDS);
    }

    private static boolean rolledOut(Deployment deployment) {
        var status = deployment.getStatus();
        int replicas = deployment.getSpec().getReplicas();
        return status != null && status.getObservedGeneration() != null
                && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
                && status.getUpdatedReplicas() != null && status.getUpdatedReplicas() == replicas
                && status.getReplicas() == replicas
                && status.getAvailableReplicas() != null && status.getAvailableReplicas() == replicas;
    }

    @Test
    void rollsADeploymentOutAndOnToTheNextRevision() {
        apply(DEPLOYMENT.formatted("1"), "portal");
        await(SimulatedKubernetesTests::rolledOut);
        apply(DEPLOYMENT.formatted("2"), "portal");
        var second = await(SimulatedKubernetesTests::rolledOut);

        assertThat(second.getMetadata().getAnnotations()).containsEntry("deployment.kubernetes.io/revision", "2");
        assertThat(second.getStatus().getConditions()).anySatisfy(condition -> {
            assertThat(condition.getType()).isEqualTo("Progressing");
            assertThat(condition.getReason()).isEqualTo("NewReplicaSetAvailable");
        });
        assertThat(admin.pods().inNamespace("shop").withLabel("app", "web").list().getItems())
                .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .hasSize(3)
                .allSatisfy(pod -> assertThat(pod.getSpec().getContainers().getFirst().getImage()).isEqualTo("example/web:2"));
    }

    @Test
    void showsWhyAnImageDoesNotCome() {
        faults.add(Fault.of(Kind.IMAGE_PULL).at("c").detail("web:2"));
        apply(DEPLOYMENT.formatted("1"), "portal");
        await(SimulatedKubernetesTests::rolledOut);
        apply(DEPLOYMENT.formatted("2"), "portal");
        var pod = admin.pods().inNamespace("shop").withLabel("app", "web").informOnCondition(pods -> pods.stream().anyMatch(this::pullFails))
                .orTimeout(20, TimeUnit.SECONDS).join().stream().filter(this::pullFails).findFirst().orElseThrow();

        assertThat(admin.v1().events().inNamespace("shop").withField("involvedObject.uid", pod.getMetadata().getUid()).list().getItems())
                .extracting("reason").contains("Scheduled", "Pulling", "Failed");
        assertThat(deployment().getStatus().getAvailableReplicas()).isEqualTo(3);

        apply(DEPLOYMENT.formatted("1"), "portal");
        await(SimulatedKubernetesTests::rolledOut);
    }

    private boolean pullFails(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().anyMatch(status -> status.getState().getWaiting() != null
                && List.of("ErrImagePull", "ImagePullBackOff").contains(status.getState().getWaiting().getReason()));
    }

    @Test
    void comesBackFromAnotherStartWithTheSameAddressAuthorityTokensAndObjects() {
        var token = cluster.token("portal-read@p.iam.gserviceaccount.com", Duration.ofMinutes(10));
        apply(DEPLOYMENT.formatted("1"), "portal");
        var before = await(SimulatedKubernetesTests::rolledOut);
        var endpoint = cluster.endpoint();
        var authority = cluster.caCertificate();
        stop();
        cluster = SimulatedKubernetes.start(Settings.in(folder).quick());
        admin = client(cluster.adminToken());

        assertThat(cluster.endpoint()).isEqualTo(endpoint);
        assertThat(cluster.caCertificate()).isEqualTo(authority);
        assertThat(deployment().getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
        assertThat(deployment().getMetadata().getResourceVersion()).isEqualTo(before.getMetadata().getResourceVersion());
        try (var reader = client(token)) {
            assertThatThrownBy(() -> reader.apps().deployments().inNamespace("shop").list()).hasMessageContaining("is forbidden");
        }
    }

    @Test
    void losesNothingThatItHasAnsweredWhenItIsKilledWhileWriting() throws IOException {
        apply(DEPLOYMENT.formatted("1"), "portal");
        var before = await(SimulatedKubernetesTests::rolledOut);
        stop();
        Files.writeString(folder.resolve("objects.jsonl"), "{\"r\":99999,\"v\":\"apps/v1\",\"k\":\"Depl", StandardOpenOption.APPEND);
        cluster = SimulatedKubernetes.start(Settings.in(folder).quick());
        admin = client(cluster.adminToken());

        assertThat(deployment().getMetadata().getResourceVersion()).isEqualTo(before.getMetadata().getResourceVersion());
    }

    @Test
    void startsThePodsOfALeavingPoolElsewhere() {
        cluster.addNodes("spare", "e2-standard-4", List.of("europe-west1-d"), 1);
        apply(DEPLOYMENT.formatted("1"), "portal");
        await(SimulatedKubernetesTests::rolledOut);
        cluster.removeNodes("api");
        admin.pods().inNamespace("shop").withLabel("app", "web").informOnCondition(pods -> pods.size() == 3
                        && pods.stream().allMatch(pod -> pod.getSpec().getNodeName() != null && pod.getSpec().getNodeName().contains("spare")))
                .orTimeout(20, TimeUnit.SECONDS).join();

        assertThat(admin.nodes().list().getItems()).hasSize(1);
    }

    @Test
    void enforcesTheRolesInTheCluster() {
        cluster.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: portal-read}
                rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, list]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: portal-read}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: portal-read}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: reader@p}]
                """, "test");
        try (var reader = client(cluster.token("reader@p", Duration.ofMinutes(1)))) {
            assertThat(reader.apps().deployments().inNamespace("shop").list().getItems()).isEmpty();
            assertThatThrownBy(() -> reader.secrets().inNamespace("shop").list())
                    .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getStatus().getMessage()).isEqualTo(
                            "secrets is forbidden: User \"reader@p\" cannot list resource \"secrets\" in API group \"\" in the namespace \"shop\""));
        }
    }

    @Test
    void letsThePortalBindTheRolesThatTheDatabaseNeedsAndNoOthers() {
        for (var file : List.of("cluster-access.yaml", "database-access.yaml", "bindings-gke.yaml")) {
            cluster.apply(Onboarding.file(file).replace("PROJECT_ID", "p"), "customer");
        }
        try (var portal = client(cluster.token("portal-run@p.iam.gserviceaccount.com", Duration.ofMinutes(1)))) {
            assertThat(List.of("portal-patroni", "portal-database-secrets", "portal-client-secret"))
                    .allSatisfy(role -> assertThat(bind(portal, role).getMetadata().getUid()).isNotEmpty());
            assertThatThrownBy(() -> bind(portal, "portal-read-database"))
                    .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getStatus().getMessage())
                            .startsWith("rolebindings.rbac.authorization.k8s.io \"portal-read-database\" is forbidden: user \"portal-run@p.iam.gserviceaccount.com\" "
                                    + "(groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n")
                            .contains("{APIGroups:[\"\"], Resources:[\"endpoints\"], Verbs:[\"get\"]}"));
        }
    }

    private static GenericKubernetesResource bind(KubernetesClient client, String role) {
        var binding = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects: [{kind: ServiceAccount, name: postgres, namespace: shop}]
                """.formatted(role);
        return client.resource(Serialization.unmarshal(binding, GenericKubernetesResource.class)).fieldManager("portal").serverSideApply();
    }
}
