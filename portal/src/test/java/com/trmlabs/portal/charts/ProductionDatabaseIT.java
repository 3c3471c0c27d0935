package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The example for production on real pods, as it stands but for the size of its machines, its images, and the names of its clients' namespaces.
 * Its bucket is a folder of its own, and a Secret says that the certificate of this cluster's Cloud Storage is trusted.
 */
@Tag("cluster")
@Tag("beside")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProductionDatabaseIT {

    private static final String POOL = "cloud.google.com/gke-nodepool";
    private static final String COLLECTORS = "gke-gmp-system";
    private static final String STORAGE = "10.198.0.1"; // storage.googleapis.com, as this machine reaches it

    private final String namespace = "production-" + UUID.randomUUID().toString().substring(0, 8);
    private final String reports = namespace + "-reports";
    private final Map<String, String> pools = new HashMap<>();
    private RealCluster cluster;
    private final Path work = Path.of("/var/tmp", namespace);
    private InstalledDatabase database;
    private ObjectNode form;

    @BeforeAll
    void installs() throws Exception {
        cluster = new RealCluster();
        Map<String, String> images = RealCluster.images("postgres", "pgpool", "pgbouncer");
        ObjectNode values = PostgresChartTests.example("production");
        form = (ObjectNode) values.path("service");
        form.withObject("/size").put("cpu", "500m").put("memory", "512Mi").put("storage", "1Gi");
        form.withObject("/pooler/size").put("cpu", "200m").put("memory", "192Mi");
        ((ObjectNode) form.at("/clients/0")).put("namespace", namespace + "-clients");
        ((ObjectNode) form.at("/clients/1")).put("namespace", reports);
        database = new InstalledDatabase(cluster, Shape.PRODUCTION, namespace, images, values, _ -> {});
        preparesWhatTheCustomersAdminDoes();
        database.install();
        cluster.apply(RealCluster.visitor(database.clients, images.get("postgres"), false));
        cluster.apply(RealCluster.visitor(reports, images.get("postgres"), false, "case-reports", "reports"));
        cluster.apply(RealCluster.visitor(COLLECTORS, images.get("postgres"), true));
        await().atMost(60, SECONDS).until(() -> database.members().size() == 3 && database.members().stream().allMatch(ProductionDatabaseIT::findsNoNode));
        cluster.admin.nodes().list().getItems().stream().map(node -> node.getMetadata().getName()).forEach(node -> pools.put(node, enter(node, "database")));
        await().atMost(240, SECONDS).untilAsserted(() -> assertThat(database.missing()).isEmpty());
    }

    private void preparesWhatTheCustomersAdminDoes() throws Exception {
        Stream.of(reports, COLLECTORS).forEach(cluster::make);
        cluster.apply(RealCluster.googleKinds());
        cluster.apply(Files.readString(Path.of("../k8s/onboarding/database-access.yaml"))
            .replace("postgres-client-api]", "postgres-client-api, postgres-client-case-reports]").replace("[api-database]", "[api-database, case-reports-database]"));
        cluster.apply("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: premium-rwo}
            provisioner: disk.local
            volumeBindingMode: WaitForFirstConsumer
            """);
        cluster.make(namespace);
        form.withObject("/backup").put("path", "/" + namespace).put("secretName", "storage");
        cluster.apply("""
            apiVersion: v1
            kind: Secret
            metadata: {name: storage, namespace: %s}
            stringData: {repository.conf: "[global]\\nrepo1-storage-verify-tls=n\\n"}
            """.formatted(namespace));
        RealCluster.run(Path.of("/usr/bin/curl"), "--silent", "--insecure", "--json", "{\"name\": \"%s\"}".formatted(form.at("/backup/bucket").asString()),
            "https://" + STORAGE + "/storage/v1/b");
    }

    @AfterAll
    void cleansUp() throws Exception {
        pools.forEach(this::enter);
        RealCluster.run(Path.of("/bin/rm"), "-rf", work.toString());
        cluster.close();
    }

    /** Which pool it was of. */
    private String enter(String node, String pool) {
        String before = cluster.admin.nodes().withName(node).get().getMetadata().getLabels().get(POOL);
        cluster.admin.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"labels\": {\"%s\": \"%s\"}}}".formatted(POOL, pool));
        return before;
    }

    private static boolean findsNoNode(Pod pod) {
        return pod.getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals("PodScheduled") && "Unschedulable".equals(condition.getReason()));
    }

    @Test
    void putsEachMemberOnANodeOfItsOwnAndOnTheDiskOfTheForm() {
        assertThat(database.members()).extracting(pod -> pod.getSpec().getNodeName()).hasSize(3).doesNotHaveDuplicates();
        assertThat(cluster.admin.persistentVolumeClaims().inNamespace(namespace).withLabel("application", "patroni").list().getItems()).hasSize(3)
            .allSatisfy(claim -> assertThat(claim.getSpec().getStorageClassName()).isEqualTo("premium-rwo"));
    }

    @Test
    void letsMaintenanceTakeOneMemberAndOnePoolerAtATime() {
        await().atMost(30, SECONDS).untilAsserted(() -> assertThat(cluster.admin.policy().v1().podDisruptionBudget().inNamespace(namespace).list().getItems())
            .extracting(ProductionDatabaseIT::allowance).containsExactlyInAnyOrder("postgres: 1 of 3", "postgres-pooler: 1 of 3"));
    }

    private static String allowance(PodDisruptionBudget budget) {
        return "%s: %d of %d".formatted(budget.getMetadata().getName(), budget.getStatus().getDisruptionsAllowed(), budget.getStatus().getCurrentHealthy());
    }

    @Test
    void spreadsReadsOverTheMembersAndSendsWritesToTheLeader() {
        assertThat(sessions("postgres-pooler", database.clients, "SELECT current_setting('in_hot_standby')")).containsExactlyInAnyOrder("on", "off");
        cluster.ask(database.clients, namespace, "postgres-pooler", "CREATE TABLE written (n int)");
        assertThat(sessions("postgres-pooler", database.clients, "INSERT INTO written VALUES (1) RETURNING pg_is_in_recovery()")).containsExactly("f");
        assertThat(sessions("postgres-ro", reports, "SELECT pg_is_in_recovery()")).containsExactlyInAnyOrder("t", "f");
    }

    /** What one sees who signs in forty times. */
    private Set<String> sessions(String service, String client, String query) {
        return cluster.ask(client, namespace, service, (query + ";\n\\connect\n").repeat(40)).lines().collect(Collectors.toSet());
    }

    @Test
    void givesEachClientADatabaseOfItsOwn() {
        assertThat(cluster.ask(database.clients, namespace, "postgres-pooler", "SELECT current_user || ' of ' || current_database()")).isEqualTo("api of exposure");
        assertThat(cluster.ask(reports, namespace, "postgres-pooler", "SELECT current_user || ' of ' || current_database()")).isEqualTo("case_reports of reports");
        cluster.ask(reports, namespace, "postgres-pooler", "CREATE TABLE findings (n int)");
        assertThatThrownBy(() -> cluster.ask(database.clients, namespace, "postgres-pooler", "\\connect reports")).hasMessageContaining("connection to server");
        assertThatThrownBy(() -> cluster.ask(reports, namespace, "postgres", "\\connect exposure")).hasMessageContaining("pg_hba.conf rejects connection");
        assertThatThrownBy(() -> cluster.ask(reports, namespace, "postgres-pooler", "SET ROLE api")).hasMessageContaining("permission denied to set role");
        assertThat(rights("api", "reports")).isEqualTo("f");
        assertThat(rights("case_reports", "exposure")).isEqualTo("f");
    }

    private String rights(String role, String other) {
        return database.ask(database.leader("postgres"), "SELECT has_database_privilege('%s', '%s', 'CONNECT')".formatted(role, other));
    }

    @Test
    void letsOnlyTheClientThatAsksForItToTheLeaderItself() {
        assertThat(cluster.ask(reports, namespace, "postgres", "SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(cluster.reaches(database.clients, "postgres-pooler." + namespace + ".svc", 5432)).isTrue();
        assertThat(cluster.reaches(database.clients, "postgres." + namespace + ".svc", 5432)).isFalse();
    }

    @Test
    void runsEachMemberWithTheParametersOfTheForm() {
        assertThat(form.path("parameters").propertyStream()).hasSize(3).allSatisfy(parameter -> assertThat(database.members()).allSatisfy(member ->
            assertThat(database.ask(member.getMetadata().getName(), "SELECT current_setting('" + parameter.getKey() + "')")).isEqualTo(parameter.getValue().asString())));
        assertThat(database.members()).allSatisfy(member ->
            assertThat(database.ask(member.getMetadata().getName(), "SELECT count(*) FROM pg_settings WHERE pending_restart")).isEqualTo("0"));
    }

    @Test
    void alertsByExpressionsThatCanBeReadOnMeasurementsThatAreTaken() throws Exception {
        assertThat(asked(PostgresChartTests.example("production"))).hasSizeGreaterThan(15).isSubsetOf(served());
        Set<String> citus = asked(PostgresChartTests.example("citus"));
        citus.removeAll(served());
        assertThat(citus).as("what only a Citus measures").isNotEmpty().allSatisfy(metric -> assertThat(metric).startsWith("pg_citus_node_"));
        JsonNode queries = ServiceFolder.YAML.readTree(Path.of("../workloads/postgres/queries-citus.yaml"));
        assertThat(queries.at("/pg_citus_node/metrics").valueStream().flatMap(metric -> metric.propertyNames().stream()).map(name -> "pg_citus_node_" + name)).containsAll(citus);
    }

    private static Set<String> asked(ObjectNode values) throws Exception {
        List<String> expressions = ServiceFolder.of("postgres").render(values).stream().filter(object -> object.path("kind").asString().equals("Rules"))
            .flatMap(rules -> rules.findValuesAsString("expr").stream()).toList();
        return RealCluster.run(Path.of("../workloads/postgres/python").toAbsolutePath().normalize(),
            Stream.concat(Stream.of(Path.of("../workloads/postgres/testdata/promql.py").toAbsolutePath().normalize().toString()), expressions.stream()).toArray(String[]::new))
            .lines().collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names that a collector gets of the three ports of all members. */
    private Set<String> served() {
        return scraped().lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]")[0]).collect(Collectors.toSet());
    }

    private String scraped() {
        return database.members().stream().map(member -> scraped(member.getStatus().getPodIP())).collect(Collectors.joining());
    }

    private String scraped(String member) {
        return cluster.execute(COLLECTORS, "visitor", "visitor", "python3", "-c", """
            import ssl, sys
            from urllib.request import urlopen
            for url in sys.argv[1:]:
                print(urlopen(url, context=ssl._create_unverified_context() if url.startswith("https") else None, timeout=10).read().decode())
            """, "http://" + member + ":9187/metrics", "http://" + member + ":9188/metrics", "https://" + member + ":8008/metrics");
    }

    @Test
    @Order(Integer.MAX_VALUE - 6)
    void runsAJobOfAnotherCommandAsTheRunbookSays() throws Exception {
        String leader = database.leader("postgres");
        assertThat(pasted("postgres-job", 0, "postgres-0", leader)).contains("\"command\": \"switchover\"", "\"outcome\": \"done\"");
        assertThat(database.leader("postgres")).isNotEqualTo(leader);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(database.flaws()).isEmpty());
    }

    @Test
    @Order(Integer.MAX_VALUE - 5)
    void copiesAMemberAnewAsTheRunbookSays() throws Exception {
        String leader = database.leader("postgres");
        String member = database.members().stream().map(pod -> pod.getMetadata().getName()).filter(name -> !name.equals(leader)).findFirst().orElseThrow();
        String before = database.execute(member, "stat", "--format=%i", "/data/pg/data/PG_VERSION");
        assertThat(pasted("postgres-standby-off", 0, "MEMBER", member)).contains(leader);
        assertThat(pasted("postgres-standby-off", 1, "MEMBER", member)).contains("reinitialize for member " + member);
        await().atMost(120, SECONDS).ignoreExceptions().untilAsserted(() -> {
            assertThat(database.execute(member, "stat", "--format=%i", "/data/pg/data/PG_VERSION")).isNotEqualTo(before);
            assertThat(database.flaws()).isEmpty();
        });
    }

    /** What a block of a runbook prints when it is pasted with one name in place of another; a question is answered with y. */
    private String pasted(String runbook, int block, String name, String other) throws Exception {
        String text = Files.readString(Path.of("../docs/runbooks/" + runbook + ".md")).split("(?m)^```sh\\n")[block + 1].split("(?m)^```$")[0];
        String commands = text.replace(name, other).replace("-n postgres", "-n " + namespace).replace(" -it ", " -i ");
        return RealCluster.run(Path.of("/bin/bash"), "-euo", "pipefail", "-c", "(\n" + commands + ") <<<y");
    }

    @Test
    void refusesChangesByPatroniWithoutCertificateOrPassword() {
        String member = database.leader("postgres");
        assertThat(database.execute(member, "python3", "-c", """
            import base64, json, ssl
            from urllib.error import HTTPError
            from urllib.request import Request, urlopen
            def answer(certificate, password):
                context = ssl.create_default_context(cafile="/run/secrets/tls/ca.crt")
                if certificate:
                    context.load_cert_chain("/run/secrets/tls/tls.crt", "/run/secrets/tls/tls.key")
                login = {"Authorization": "Basic " + base64.b64encode(("patroni:" + password).encode()).decode()} if password else {}
                try:
                    return urlopen(Request("https://localhost:8008/config", b'{"nothing": null}', login, method="PATCH"), context=context).status
                except HTTPError as error:
                    return error.code
            real = open("/run/secrets/passwords/rest").read()
            print(answer(False, real), answer(True, None), answer(True, "guessed"), answer(True, real))
            """)).isEqualTo("403 401 401 200");
    }

    @Test
    void takesWhatArchivesForTheOriginalAndMendsNothing() {
        ContainerStateTerminated told = database.jobs.end(database.jobs.begin("restore-fix", "--passwords", "/etc/dbops-passwords"));
        assertThat(told.getExitCode()).isEqualTo(3);
        assertThat(told.getMessage()).contains("it may be the original");
    }

    /** The last ones, as they change what the others look at. */
    @Test
    @Order(Integer.MAX_VALUE - 4)
    void tellsWhetherThePoolerServes() {
        assertThat(toldBy("postgres-0")).contains("member_pooler_up 1\n", "member_certificate_end_seconds{file=\"pooler\"} ");
        scalePooler(0);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(toldBy("postgres-0")).contains("member_pooler_up 0\n").doesNotContain("file=\"pooler\""));
        scalePooler(3);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(toldBy("postgres-0")).contains("member_pooler_up 1\n"));
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(database.missing()).isEmpty());
    }

    private void scalePooler(int pods) {
        cluster.admin.apps().deployments().inNamespace(namespace).withName("postgres-pooler").scale(pods);
    }

    private String toldBy(String member) {
        return scraped(database.member(member).getStatus().getPodIP());
    }

    @Test
    @Order(Integer.MAX_VALUE - 3)
    void tellsHowOldTheNewestBackupIs() {
        assertThat(database.jobs.end(database.jobs.begin("postgres-backup-full", _ -> {})).getExitCode()).isZero();
        String told = database.execute("postgres-0", "pgbackrest", "--output=json", "--stanza=postgres", "info");
        long ended = ServiceFolder.YAML.readTree(told).at("/0/backup/0/timestamp/stop").asLong();
        assertThat(ended).isPositive();
        cluster.execute(namespace, "postgres-0", "watch", "bash", "-c", "(sleep 1; kill -TERM 1) >/dev/null 2>&1 &"); // or it looks in five minutes only
        await().atMost(60, SECONDS).ignoreExceptionsMatching(Throwable.class::isInstance).untilAsserted(() ->
            assertThat(toldBy("postgres-0")).contains("member_newest_backup_seconds " + ended));
    }

    @Test
    @Order(Integer.MAX_VALUE - 2)
    void bringsAMomentBackFromTheBucket() throws Exception {
        RealCluster.run(Path.of("/usr/bin/install"), "--directory", "--owner=" + BackupFolder.ACCOUNT, "--group=" + BackupFolder.ACCOUNT, work.toString());
        String settings = cluster.admin.configMaps().inNamespace(namespace).withName("postgres-backup").get().getData().get("pgbackrest.conf");
        String repository = settings.lines().filter(line -> line.startsWith("repo1-")).collect(Collectors.joining("\n"))
            .replace("repo1-gcs-key-type=auto", "repo1-gcs-key-type=token\nrepo1-gcs-key=any\nrepo1-gcs-endpoint=" + STORAGE + "\nrepo1-storage-verify-tls=n");
        assertThat(repository).contains("repo1-gcs-bucket=" + form.at("/backup/bucket").asString(), STORAGE);
        assertThat(new RestoredMoment(query -> cluster.ask(database.clients, namespace, "postgres-pooler", query), query -> database.ask(database.leader("postgres"), query))
            .bringBack(work, repository)).hasSize(RestoredMoment.ROWS);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void backsUpWithRenewedCertificates() throws Exception {
        List<String> lives = cluster.lives(namespace);
        assertThat(database.renewCertificates().path("written")).hasSize(6);
        await().atMost(150, SECONDS).untilAsserted(() -> assertThat(database.showsOldCertificate()).isEmpty());
        assertThat(database.jobs.end(database.jobs.begin("postgres-backup-diff", _ -> {})).getExitCode()).isZero();
        assertThat(cluster.lives(namespace)).isEqualTo(lives);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void checksEveryPageOfAMemberThatWasStopped() {
        cluster.admin.apps().statefulSets().inNamespace(namespace).withName("postgres").scale(2);
        await().atMost(120, SECONDS).until(() -> database.members().size() == 2);
        JsonNode told = database.jobs.result(database.jobs.begin("postgres-verify-data",
            pod -> pod.getVolumes().stream().filter(volume -> volume.getName().equals("data")).forEach(volume -> volume.getPersistentVolumeClaim().setClaimName("data-postgres-2"))));
        assertThat(told.at("/pages/bad_checksums").asInt(-1)).isZero();
        assertThat(told.at("/pages/blocks_scanned").asInt()).isPositive();
    }
}
