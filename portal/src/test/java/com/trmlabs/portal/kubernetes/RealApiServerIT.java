package com.trmlabs.portal.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault.Conflict;
import com.trmlabs.portal.change.spi.KubernetesFault.Refused;
import com.trmlabs.portal.change.spi.KubernetesFault.Rejected;
import com.trmlabs.portal.change.spi.KubernetesFault.Unreachable;
import com.trmlabs.portal.cluster.ClusterEndpoint;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Against the API server that KUBECONFIG names: as two accounts, one that may view a namespace and one that may edit it. */
@Tag("cluster")
@Tag("beside")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealApiServerIT {

    private static final ClusterName CLUSTER = new ClusterName("real");
    private static final String DEPLOYMENT = """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%s", "namespace": "%s", "labels": {"app": "%1$s"}},
             "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "%1$s"}}, "template": {"metadata": {"labels": {"app": "%1$s"}},
               "spec": {"containers": [{"name": "main", "image": "localhost/pause:1", "resources": {"requests": {"cpu": "0.5"}}}]}}}}""";

    private final String namespace = "adapters-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<CloudIdentity, String> tokens = new EnumMap<>(CloudIdentity.class);
    private KubernetesClient admin;
    private ApiServers servers;
    private Connection run;
    private Connection read;

    @BeforeAll
    void setsTheScene() {
        var file = System.getenv("KUBECONFIG");
        assertThat(file).as("KUBECONFIG, the real cluster of this suite: rehearsal/cluster/cluster env").isNotNull();
        admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(new File(file))).build();
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).create();
        tokens.put(CloudIdentity.RUN, account("run", "admin"));
        tokens.put(CloudIdentity.READ, account("read", "view"));
        servers = connecting(Limits.DEFAULT);
        run = servers.connect(CLUSTER, CloudIdentity.RUN);
        read = servers.connect(CLUSTER, CloudIdentity.READ);
    }

    @AfterAll
    void cleansUp() {
        admin.namespaces().withName(namespace).delete();
        admin.close();
        servers.close();
    }

    private ApiServers connecting(Limits limits) {
        var config = admin.getConfiguration();
        var ca = new String(Base64.getDecoder().decode(config.getCaCertData()), StandardCharsets.US_ASCII);
        var endpoint = new ClusterEndpoint(CLUSTER, new ProjectId("bluefin-analytics"), URI.create(config.getMasterUrl()), ca);
        return new ApiServers(cluster -> endpoint, (project, identity, fresh) -> tokens.get(identity), Clock.systemUTC(), limits);
    }

    private String account(String name, String role) {
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata().build()).create();
        admin.resource(new RoleBindingBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("", "ServiceAccount", name, namespace).build()).create();
        return admin.serviceAccounts().inNamespace(namespace).withName(name)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3600L).endSpec().build()).getStatus().getToken();
    }

    @Test
    void knowsVersionAndKinds() {
        assertThat(run.version()).matches("1\\.\\d+\\.\\d+");
        assertThat(read.known(Set.of("v1/ConfigMap", "apps/v1/Deployment", "apps/v1/Unheard", "apps/v1beta1/Deployment")))
                .containsExactlyInAnyOrder("v1/ConfigMap", "apps/v1/Deployment");
    }

    @Test
    void appliesAndTellsWhatTheServerMadeOfIt() {
        var applied = run.apply(deployment("applied"), false);
        assertThat(applied.generation()).isEqualTo(1);
        assertThat(applied.text("/spec/strategy/type")).isEqualTo("RollingUpdate");
        assertThat(applied.text("/metadata/managedFields/0/manager")).isEqualTo("portal");
        assertThat(applied.text("/metadata/managedFields/0/operation")).isEqualTo("Apply");
        assertThat(run.apply(deployment("applied"), false).generation()).isEqualTo(1);
    }

    @Test
    void applyingAgainWritesNothing() { // of a kind that no controller writes to
        var map = configMap("again", "again");
        var first = run.apply(map, false);
        assertThat(run.apply(map, false).text("/metadata/resourceVersion")).isEqualTo(first.text("/metadata/resourceVersion"));
    }

    @Test
    void dryRunFoldsDefaultsInAndWritesNothing() {
        var predicted = run.dryRun(deployment("predicted"));
        assertThat(predicted.text("/spec/template/spec/containers/0/resources/requests/cpu")).isEqualTo("500m");
        assertThat(predicted.text("/spec/strategy/type")).isEqualTo("RollingUpdate");
        assertThat(read.get(predicted.ref())).isEmpty();
    }

    @Test
    void fieldsOfOthersAreTakenByForceOnly() {
        run.apply(deployment("shared"), false);
        admin.apps().deployments().inNamespace(namespace).withName("shared").patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withFieldManager("kubectl-edit").build(),
                "{\"spec\": {\"minReadySeconds\": 7, \"paused\": true}}");
        var desired = deployment("shared");
        ((ObjectNode) desired.at("/spec")).put("minReadySeconds", 3).put("paused", false);
        var conflict = catchThrowableOfType(Conflict.class, () -> run.apply(desired, false));
        assertThat(conflict.fields()).containsExactlyInAnyOrder(
                new Conflict.Owned(".spec.minReadySeconds", "kubectl-edit"), new Conflict.Owned(".spec.paused", "kubectl-edit"));
        assertThat(run.apply(desired, true).at("/spec/minReadySeconds").asInt()).isEqualTo(3);
    }

    @Test
    void immutableFieldIsRejectedByName() {
        run.apply(deployment("fixed"), false);
        var desired = deployment("fixed");
        ((ObjectNode) desired.at("/spec/selector/matchLabels")).put("more", "1");
        ((ObjectNode) desired.at("/spec/template/metadata/labels")).put("more", "1");
        assertThatThrownBy(() -> run.dryRun(desired)).isInstanceOf(Rejected.class).hasMessageContainingAll("fixed", "spec.selector", "field is immutable");
    }

    @Test
    void immutableJobIsRejectedWithoutADumpOfItsPods() {
        var job = """
                {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "check", "namespace": "%s"}, "spec": {"suspend": true,
                  "template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "%s"}]}}}}""";
        run.apply(object(job.formatted(namespace, "localhost/pause:1")), false);
        run.apply(object(job.formatted(namespace, "localhost/pause:1").replace("true", "false")), false);
        assertThatThrownBy(() -> run.apply(object(job.formatted(namespace, "localhost/other:1").replace("true", "false")), false))
                .isInstanceOf(Rejected.class).hasMessageContainingAll("spec.template", "field is immutable")
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(600));
    }

    @Test
    void unknownFieldsAndWrongTypesAreRejected() {
        var unknown = deployment("wrong");
        ((ObjectNode) unknown.at("/spec")).put("replicaz", 1);
        assertThatThrownBy(() -> run.apply(unknown, false)).isInstanceOf(Rejected.class).hasMessageContaining(".spec.replicaz");
        var mistyped = deployment("wrong");
        ((ObjectNode) mistyped.at("/spec")).put("replicas", "three");
        assertThatThrownBy(() -> run.apply(mistyped, false)).isInstanceOf(Rejected.class).hasMessageContaining(".spec.replicas");
    }

    @Test
    void whatIdentitiesMayNotDoIsRefusedInTheServersWords() {
        assertThatThrownBy(() -> read.apply(deployment("denied"), false)).isInstanceOf(Refused.class).hasMessageContainingAll(
                "User \"system:serviceaccount:" + namespace + ":read\" cannot patch resource \"deployments\"", namespace);
        assertThat(read.allows("create", "apps", "deployments", namespace)).isFalse();
        assertThat(run.allows("create", "apps", "deployments", namespace)).isTrue();
        assertThat(run.allows("get", "", "pods/log", namespace)).isTrue();
        assertThat(run.allows("get", "", "secrets", "kube-system")).isFalse();
    }

    @Test
    void listsFollowPages() {
        IntStream.range(0, 7).forEach(i -> run.apply(configMap("page-" + i, "paged"), false));
        var limits = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), 4, 1 << 20, 3, 100, Duration.ofMinutes(1), Duration.ofMinutes(1));
        var paging = connecting(limits);
        var objects = paging.connect(CLUSTER, CloudIdentity.READ).list("v1", "ConfigMap", Optional.of(namespace), "app=paged");
        paging.close();
        assertThat(objects).extracting(object -> object.ref().toString())
                .containsExactlyElementsOf(IntStream.range(0, 7).mapToObj(i -> "ConfigMap " + namespace + "/page-" + i).toList());
        assertThat(read.list("v1", "ConfigMap", Optional.of(namespace), "app=other")).isEmpty();
        assertThat(read.list("example.com/v1", "Unheard", Optional.of(namespace), "")).isEmpty();
        assertThatThrownBy(() -> read.list("v1", "Secret", Optional.empty(), "")).isInstanceOf(Refused.class).hasMessageContaining("secrets is forbidden");
    }

    @Test
    void deletesOnceAndAgain() {
        var ref = run.apply(configMap("short-lived", "deleted"), false).ref();
        run.delete(ref);
        await().until(() -> read.get(ref).isEmpty());
        run.delete(ref);
        run.delete(new ObjectRef("example.com/v1", "Unheard", Optional.of(namespace), "a"));
    }

    @Test
    void dyingObjectIsNotTakenForApplied() {
        var held = configMap("held", "dying");
        ((ObjectNode) held.at("/metadata")).putArray("finalizers").add("adapters.example.com/hold");
        run.apply(held, false);
        run.delete(held.ref());
        assertThatThrownBy(() -> run.apply(held, false)).isInstanceOf(Unreachable.class).hasMessageContaining("still being deleted");
        admin.configMaps().inNamespace(namespace).withName("held")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
    }

    @Test
    void showsLogsAndEventsOfAPod() {
        var pod = """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "talks", "namespace": "%s"}, "spec": {"terminationGracePeriodSeconds": 1,
                  "containers": [{"name": "main", "image": "localhost/pause:1", "imagePullPolicy": "Never", "env": [{"name": "GODEBUG", "value": "inittrace=1"}],
                    "livenessProbe": {"tcpSocket": {"port": 1}, "periodSeconds": 1, "failureThreshold": 1}}]}}""";
        var applied = run.apply(object(pod.formatted(namespace)), false);
        assertThat(read.logTail(namespace, "none", "main", false, 10)).isEmpty();
        assertThat(read.logTail(namespace, "talks", "main", true, 10)).isEmpty();
        await().atMost(Duration.ofMinutes(1)).until(() -> read.get(applied.ref()).orElseThrow().at("/status/containerStatuses/0/restartCount").asInt(0) > 0);
        assertThat(read.logTail(namespace, "talks", "main", true, 2).strip().lines()).hasSize(2).allMatch(line -> line.startsWith("init "));
        var events = read.events(namespace, applied.uid());
        assertThat(events.getFirst().text("/reason")).isEqualTo("Scheduled");
        assertThat(events).extracting(event -> event.text("/reason")).contains("Started", "Unhealthy");
        assertThat(read.events(namespace, "00000000-0000-0000-0000-000000000000")).isEmpty();
    }

    private KubeObject deployment(String name) {
        return object(DEPLOYMENT.formatted(name, namespace));
    }

    private KubeObject configMap(String name, String app) {
        return object("""
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s", "namespace": "%s", "labels": {"app": "%s"}}}"""
                .formatted(name, namespace, app));
    }

    private static KubeObject object(String json) {
        return new KubeObject((ObjectNode) new JsonMapper().readTree(json));
    }
}
