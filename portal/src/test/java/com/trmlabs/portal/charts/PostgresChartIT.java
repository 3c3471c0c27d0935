package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a real API server says to the chart, asked as portal-run and under the guard, and the small database on real pods. */
@Tag("cluster")
@Tag("beside")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresChartIT {

    private static final ServiceFolder POSTGRES = ServiceFolder.of("postgres");

    private final String namespace = "pods-" + UUID.randomUUID().toString().substring(0, 8);
    private final String clients = namespace + "-clients";
    private final String strangers = namespace + "-strangers";
    private final String empty = namespace + "-empty";
    private BackupFolder backups;
    private RealCluster cluster;
    private KubernetesClient admin;
    private ObjectNode values;

    @BeforeAll
    void installsTheSmallOne() throws Exception {
        cluster = new RealCluster();
        admin = cluster.admin;
        cluster.apply(RealCluster.googleKinds());
        cluster.apply(certManagerKinds());
        Stream.of(namespace, clients, strangers, empty).forEach(cluster::make);
        Map<String, String> images = RealCluster.images();
        values = valuesFor("small");
        InstalledDatabase.pin(values, images);
        backups = new BackupFolder(cluster, namespace);
        backups.enter(values);
        cluster.install(POSTGRES.render(values, namespace));
        cluster.apply(RealCluster.visitor(clients, images.get("postgres"), false));
        cluster.apply(RealCluster.visitor(strangers, images.get("postgres"), true));
        await().atMost(180, SECONDS).until(this::isUp);
    }

    @AfterAll
    void cleansUp() throws Exception {
        cluster.items(certManagerKinds()).forEach(kind -> admin.resource(kind).delete());
        backups.close();
        cluster.close();
    }

    static List<Path> examples() {
        return POSTGRES.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isTakenWithoutAWarning(Path example) throws Exception {
        for (JsonNode object : POSTGRES.render(valuesFor(example.getFileName().toString().replace(".yaml", "")), empty)) {
            HttpResponse<String> answer = dryRun(object);
            assertThat(answer.code()).as(object.path("kind") + ": " + answer.bodyString()).isIn(200, 201);
            assertThat(answer.headers("Warning")).as(object.path("kind").asString()).isEmpty();
        }
    }

    @Test
    void putsEachMemberOnANodeOfItsOwn() {
        assertThat(admin.pods().inNamespace(namespace).withLabel("application", "patroni").list().getItems())
            .extracting(pod -> pod.getSpec().getNodeName()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void endsAllItsJobsWell() {
        assertThat(admin.batch().v1().jobs().inNamespace(namespace).list().getItems()).hasSizeGreaterThan(3).allMatch(PostgresChartIT::isDone);
    }

    @Test
    void letsNoUnfinishedCopyOfAMemberAcknowledge() {
        List<String> logs = admin.pods().inNamespace(namespace).withLabel("application", "patroni").list().getItems().stream()
            .map(pod -> admin.pods().resource(pod).inContainer("postgres").getLog()).toList();
        assertThat(logs).as("somebody is a standby").anyMatch(log -> log.contains("is now a synchronous standby"));
        assertThat(logs).noneMatch(log -> log.contains("\"pg_basebackup\" is now a synchronous standby"));
    }

    @Test
    void servesItsClientThroughThePoolerOverTls() {
        assertThat(ask("postgres-pooler", "SELECT current_user || ' ' || pg_is_in_recovery()")).isEqualTo("api false");
    }

    @Test
    void refusesStrangersAndLetsClientsNoFurtherThanThePooler() {
        assertThat(reaches(clients, "postgres-pooler", 5432)).as("the probe itself works").isTrue();
        for (String service : List.of("postgres-pooler", "postgres", "postgres-ro", "postgres-pods")) {
            assertThat(reaches(strangers, service, 5432)).as(service).isFalse();
        }
        assertThat(reaches(clients, "postgres", 5432)).isFalse();
        assertThat(reaches(clients, "postgres-pods", 8008)).isFalse();
        assertThat(reaches(clients, "postgres-pods", 9187)).isFalse();
    }

    @Test
    void rendersNoSecretValueThatTheClusterHas() throws IOException {
        List<String> kept = admin.secrets().inNamespace(namespace).list().getItems().stream().flatMap(secret -> secret.getData().entrySet().stream())
            .filter(entry -> !entry.getKey().equals("username")).flatMap(entry -> Stream.of(entry.getValue(), decoded(entry.getValue()))).toList();
        assertThat(kept).hasSizeGreaterThan(20);
        assertThat(POSTGRES.render(values, namespace).toString()).doesNotContain(kept);
    }

    @Test
    void takesUpSettingsWithoutRestartingAnything() throws Exception {
        List<String> before = cluster.lives(namespace);
        ((ObjectNode) values.path("service")).putObject("parameters").put("work_mem", "7MB").put("shared_buffers", "129MB");
        List<JsonNode> changed = POSTGRES.render(values, namespace).stream()
            .filter(object -> List.of("ConfigMap", "Job").contains(object.path("kind").asString())).toList();
        cluster.install(changed);
        await().atMost(120, SECONDS).until(this::isUp);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(members()).hasSize(3).allSatisfy(member -> assertThat(inMember(member,
            "SELECT string_agg(setting || ' ' || pending_restart, ', ' ORDER BY name DESC) FROM pg_settings WHERE name IN ('work_mem', 'shared_buffers')"))
            .as(member).matches("7168 false, [0-9]+ true")));
        assertThat(cluster.lives(namespace)).isEqualTo(before);
    }

    private List<String> members() {
        return admin.pods().inNamespace(namespace).withLabel("application", "patroni").list().getItems().stream().map(pod -> pod.getMetadata().getName()).toList();
    }

    private String inMember(String member, String query) {
        return cluster.execute(namespace, member, "postgres", "psql", "--tuples-only", "--no-align", "--command=" + query).strip();
    }

    @Test
    void bringsAMomentBackOutsideOfKubernetes() throws Exception {
        backup();
        assertThat(new RestoredMoment(query -> ask("postgres-pooler", query), this::inLeader)
            .bringBack(backups.make("restored"), "repo1-path=" + backups.repository)).hasSize(RestoredMoment.ROWS);
    }

    private void backup() {
        var form = admin.batch().v1().cronjobs().inNamespace(namespace).withName("postgres-backup-full").get();
        Job job = new Job();
        job.setMetadata(new ObjectMetaBuilder().withName("backup-now").withNamespace(namespace).build());
        job.setSpec(form.getSpec().getJobTemplate().getSpec());
        admin.resource(job).create();
        admin.batch().v1().jobs().inNamespace(namespace).withName("backup-now").waitUntilCondition(PostgresChartIT::isDone, 120, SECONDS);
    }

    private boolean isUp() {
        var members = admin.apps().statefulSets().inNamespace(namespace).withName("postgres").get().getStatus();
        var pooler = admin.apps().deployments().inNamespace(namespace).withName("postgres-pooler").get().getStatus();
        return Integer.valueOf(3).equals(members.getReadyReplicas()) && Integer.valueOf(2).equals(pooler.getReadyReplicas())
            && admin.batch().v1().jobs().inNamespace(namespace).list().getItems().stream().allMatch(PostgresChartIT::isDone)
            && Stream.of(clients, strangers).allMatch(space -> admin.pods().inNamespace(space).withName("visitor").isReady());
    }

    private static boolean isDone(Job job) {
        return job != null && job.getStatus() != null && Integer.valueOf(1).equals(job.getStatus().getSucceeded());
    }

    /** The clients of the examples live in one namespace here; what a copy needs beside is as the example says. */
    private ObjectNode valuesFor(String example) {
        ObjectNode read = PostgresChartTests.example(example);
        read.at("/service/clients").forEach(client -> ((ObjectNode) client).put("namespace", clients));
        return read;
    }

    private String ask(String service, String query) {
        return cluster.ask(clients, namespace, service, query);
    }

    private String inLeader(String query) {
        Pod leader = admin.pods().inNamespace(namespace).withLabel("role", "primary").list().getItems().getFirst();
        return inMember(leader.getMetadata().getName(), query);
    }

    private boolean reaches(String space, String service, int port) {
        return cluster.reaches(space, service + "." + namespace + ".svc", port);
    }

    private HttpResponse<String> dryRun(JsonNode object) throws Exception {
        String version = object.path("apiVersion").asString();
        String plural = PostgresChartTests.resource(object).replaceFirst(".*/", "");
        String url = cluster.portal.getMasterUrl() + (version.contains("/") ? "apis/" : "api/") + version + "/namespaces/"
            + object.at("/metadata/namespace").asString() + "/" + plural + "/" + object.at("/metadata/name").asString()
            + "?fieldManager=portal&force=true&dryRun=All";
        return cluster.portal.getHttpClient().sendAsync(cluster.portal.getHttpClient().newHttpRequestBuilder().uri(url)
            .method("PATCH", "application/apply-patch+yaml", object.toString()).build(), String.class).get(30, SECONDS);
    }

    /** Kinds that this cluster does not have by itself: only their names are known here, not their fields. */
    private static String certManagerKinds() {
        return Stream.of("cert-manager.io Certificate certificates", "cert-manager.io Issuer issuers").map(kind -> kind.split(" ")).map(kind -> """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %3$s.%1$s}
            spec:
              group: %1$s
              scope: Namespaced
              names: {kind: %2$s, plural: %3$s}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """.formatted((Object[]) kind)).collect(Collectors.joining("---\n"));
    }

    private static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }
}
