package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class PostgresChartTests {

    private static final ServiceFolder POSTGRES = ServiceFolder.of("postgres");
    private static final Path RUNBOOKS = Path.of("../docs/runbooks");

    static List<Path> examples() {
        return POSTGRES.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void staysWithinItsNamespaceButForTheRightToLeaveAClientsAccount(Path example) throws IOException {
        assertThat(POSTGRES.render(ServiceFolder.values(example))).isNotEmpty().allSatisfy(object -> {
            if (!object.at("/metadata/name").asString().equals("postgres-client-secret")) {
                assertThat(object.at("/metadata/namespace").asString()).isEqualTo("postgres");
            }
            assertThat(object.at("/metadata/labels/app.kubernetes.io~1managed-by").asString()).isEqualTo("portal");
            assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asString()).isEqualTo("postgres");
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void staysWithinTheRightsOfPortalRun(Path example) throws IOException {
        assertThat(POSTGRES.render(ServiceFolder.values(example))).extracting(PostgresChartTests::resource)
            .isSubsetOf(Stream.concat(granted("cluster-access.yaml", "portal-run"), granted("database-access.yaml", "portal-run-database")).toList())
            .doesNotContain("/secrets", "rbac.authorization.k8s.io/roles");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void bindsOnlyRolesThatTheAdminHasMade(Path example) throws IOException {
        Set<String> made = onboarding("database-access.yaml").map(role -> role.at("/metadata/name").asString()).collect(Collectors.toSet());
        assertThat(kinds("RoleBinding", ServiceFolder.values(example))).isNotEmpty()
            .allSatisfy(binding -> assertThat(binding.at("/roleRef/name").asString()).isIn(made));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void promisesPodsWhatItLimitsThemTo(Path example) throws IOException {
        List<JsonNode> rendered = POSTGRES.render(ServiceFolder.values(example));
        assertThat(rendered.stream().flatMap(PostgresChartTests::containers)).isNotEmpty().allSatisfy(container -> {
            assertThat(container.at("/resources/limits").size()).isEqualTo(2);
            assertThat(container.at("/resources/requests/memory")).isEqualTo(container.at("/resources/limits/memory"));
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
        });
        assertThat(rendered.stream().filter(object -> Set.of("StatefulSet", "Deployment").contains(object.path("kind").asString()))
            .flatMap(PostgresChartTests::containers)).isNotEmpty()
            .allSatisfy(container -> assertThat(container.at("/resources/requests")).isEqualTo(container.at("/resources/limits")));
    }

    /** cert-manager puts the certificate into it, a Job of ours the passwords: whoever names no keys starts with half of them. */
    @ParameterizedTest
    @MethodSource("examples")
    void waitsForAllKeysOfASecretThatTwoMake(Path example) throws IOException {
        assertThat(POSTGRES.render(ServiceFolder.values(example)).stream().flatMap(object -> object.findParents("secretName").stream())
            .filter(volume -> volume.path("secretName").asString().equals("postgres-dbops") && !volume.has("issuerRef"))).isNotEmpty()
            .allSatisfy(volume -> assertThat(volume.path("items").size()).isPositive());
    }

    /** Cilium, which enforces on GKE, looks a name on the way out up among the pods of the whole cluster, and drops it when two mean two numbers. */
    @ParameterizedTest
    @MethodSource("examples")
    void namesNoPortOnTheWayOut(Path example) throws IOException {
        assertThat(kinds("NetworkPolicy", ServiceFolder.values(example)).stream().flatMap(policy -> policy.at("/spec/egress").findValues("port").stream()))
            .isNotEmpty().allSatisfy(port -> assertThat(port.isInt()).as("port %s", port).isTrue());
    }

    private static Stream<JsonNode> containers(JsonNode object) {
        return object.findValues("containers").stream().flatMap(JsonNode::valueStream);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void keepsWhatClientsPutIntoStatementsOutOfTheLog(Path example) throws IOException {
        assertThat(settings(ServiceFolder.values(example))).isNotEmpty().allSatisfy(settings ->
            assertThat(settings.at("/postgresql/parameters/log_parameter_max_length").asInt(-1)).isZero());
    }

    @Test
    void tellsOfEveryFieldWhatAChangeNeedsToCount() {
        assertThat(leaves(POSTGRES.descriptor().path("inputs"))).hasSizeGreaterThan(40).allSatisfy(field -> {
            assertThat(field.path("title").asString()).isNotBlank();
            assertThat(field.path("type").asString()).isNotBlank();
            assertThat(field.path("x-restart").asString()).as(field.path("title").asString()).isIn("none", "reload", "restart", "never");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2  | 4Gi  | 1024MB  | 2867MB  | 100 | 10MB | 256MB  | 2048MB  | 10 | 2  | 1
        4  | 16Gi | 4096MB  | 11468MB | 200 | 20MB | 1024MB | 8192MB  | 12 | 4  | 2
        16 | 64Gi | 16384MB | 45875MB | 400 | 40MB | 2048MB | 32768MB | 24 | 16 | 4
        """)
    void computesStartValuesFromMemoryAndCores(String cpu, String memory, String sharedBuffers, String cache, int connections, String workMem,
            String maintenance, String wal, int processes, int parallel, int perGather) throws IOException {
        JsonNode parameters = parameters(small(values -> size(values).put("cpu", cpu).put("memory", memory).put("storage", "1Ti")));
        assertThat(List.of("shared_buffers", "effective_cache_size", "max_connections", "work_mem", "maintenance_work_mem", "max_wal_size",
            "max_worker_processes", "max_parallel_workers", "max_parallel_workers_per_gather").stream().map(name -> parameters.path(name).asString()))
            .containsExactly(sharedBuffers, cache, "" + connections, workMem, maintenance, wal, "" + processes, "" + parallel, "" + perGather);
    }

    /** PostgreSQL takes no more than 2 TiB. */
    @ParameterizedTest
    @CsvSource({"2Gi, 204MB", "1Ti, 104857MB", "64Ti, 2097151MB"})
    void letsAProcessFillATenthOfTheVolumeWithTemporaryFiles(String storage, String limit) throws IOException {
        assertThat(parameters(small(values -> size(values).put("storage", storage))).path("temp_file_limit").asString()).isEqualTo(limit);
    }

    @Test
    void givesWhatTheFormSetsPrecedenceOverWhatIsComputed() throws IOException {
        JsonNode parameters = parameters(small(values -> service(values).putObject("parameters").put("shared_buffers", "222MB").put("max_connections", 50)));
        assertThat(parameters.path("shared_buffers").asString()).isEqualTo("222MB");
        assertThat(parameters.path("max_connections").asInt()).isEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void acknowledgesNoWriteThatOneMemberAloneHas(Path example) throws IOException {
        assertThat(settings(ServiceFolder.values(example))).isNotEmpty().allSatisfy(settings -> {
            assertThat(settings.path("synchronous_mode").asString()).isEqualTo("on");
            assertThat(settings.path("synchronous_mode_strict").asBoolean()).isTrue();
            assertThat(settings.path("failsafe_mode").asBoolean()).isTrue();
        });
    }

    @Test
    void marksACopyAndLeavesTheOriginalsTransactionsAlone() throws IOException {
        ObjectNode values = example("citus");
        assertThat(memberParameters(values)).hasSize(5).noneMatch(parameters -> parameters.has("portal.copy_of") || parameters.has("citus.recover_2pc_interval"));
        service(values).put("copyOf", "postgres/2026-11-26");
        assertThat(memberParameters(values)).hasSize(5).allSatisfy(parameters -> {
            assertThat(parameters.path("portal.copy_of").asString()).isEqualTo("postgres/2026-11-26");
            assertThat(parameters.path("citus.recover_2pc_interval").asInt()).isEqualTo(-1);
        });
        service(values).put("copyOf", "");
        assertThat(memberParameters(values)).noneMatch(parameters -> parameters.has("portal.copy_of"));
    }

    /** Its repository is the original's, and the same system number: pgBackRest would take the WAL of both. */
    @ParameterizedTest
    @CsvSource({"production", "citus"})
    void keepsACopyAwayFromTheOriginalsBackups(String example) throws IOException {
        ObjectNode values = example(example);
        assertThat(POSTGRES.render(values)).anyMatch(PostgresChartTests::backsUp);
        assertThat(memberParameters(values)).allSatisfy(parameters -> assertThat(parameters.path("archive_mode").asString()).isEqualTo("on"));
        service(values).put("copyOf", "postgres/2026-11-26");
        assertThat(POSTGRES.render(values)).noneMatch(PostgresChartTests::backsUp);
        assertThat(memberParameters(values)).allSatisfy(parameters -> assertThat(parameters.path("archive_mode").asString()).isEqualTo("off"));
    }

    private static boolean backsUp(JsonNode object) {
        String written = object.toString();
        return written.contains("pgbackrest") || written.contains("iam.gke.io") || object.at("/metadata/name").asString().contains("-backup");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void keepsPasswordsOffTheNodesDisk(Path example) throws IOException {
        List<JsonNode> rendered = POSTGRES.render(ServiceFolder.values(example));
        Set<String> files = rendered.stream().filter(map -> map.at("/data").has("patroni.yml"))
            .map(map -> ServiceFolder.YAML.readTree(map.at("/data/patroni.yml").asString()).at("/postgresql/pgpass").asString()).collect(Collectors.toSet());
        String folder = Path.of(assertThat(files).hasSize(1).actual().iterator().next()).getParent().toString();
        assertThat(rendered.stream().filter(object -> object.path("kind").asString().equals("StatefulSet"))).isNotEmpty().allSatisfy(group -> {
            List<JsonNode> with = containers(group).filter(container -> mounted(container, folder).isPresent()).toList();
            assertThat(with).extracting(container -> container.path("name").asString()).containsExactly("postgres", "watch");
            String volume = mounted(with.getFirst(), folder).orElseThrow();
            assertThat(group.at("/spec/template/spec/volumes").valueStream().filter(candidate -> candidate.path("name").asString().equals(volume)))
                .singleElement().satisfies(found -> assertThat(found.at("/emptyDir/medium").asString()).isEqualTo("Memory"));
        });
    }

    private static Optional<String> mounted(JsonNode container, String folder) {
        return container.path("volumeMounts").valueStream().filter(mount -> mount.path("mountPath").asString().equals(folder))
            .map(mount -> mount.path("name").asString()).findFirst();
    }

    /** Kubernetes clears Endpoints away that have no Service when its controllers start anew. */
    @ParameterizedTest
    @CsvSource({"small, 1", "citus, 5"})
    void givesAServiceToAllThatPatroniKeeps(String example, int groups) throws IOException {
        assertThat(kinds("Service", example(example)).stream().filter(service -> service.at("/metadata/name").asString().matches("postgres(-[0-4])?(-config|-sync)?"))
            .filter(service -> !service.path("spec").has("selector"))).hasSize(3 * groups);
    }

    @Test
    void makesANewJobForNewSettingsOnly() throws IOException {
        Set<String> before = jobs(small(values -> {}));
        Set<String> after = jobs(small(values -> service(values).putObject("parameters").put("work_mem", "8MB")));
        assertThat(before).hasSize(3);
        assertThat(after).hasSize(3);
        assertThat(after.stream().filter(job -> !before.contains(job))).singleElement().asString().startsWith("postgres-settings-member-");
    }

    @Test
    void leavesItToAChangeWhichMemberGoesWhen() throws IOException {
        assertThat(kinds("StatefulSet", example("citus"))).hasSize(5).allSatisfy(group -> {
            assertThat(group.at("/spec/updateStrategy/type").asString()).isEqualTo("OnDelete");
            assertThat(group.at("/spec/podManagementPolicy").asString()).isEqualTo("Parallel");
            assertThat(group.at("/spec/persistentVolumeClaimRetentionPolicy").valueStream().map(JsonNode::asString)).containsOnly("Retain");
        });
    }

    @ParameterizedTest
    @CsvSource({"small, 3, ScheduleAnyway, 0", "production, 2, DoNotSchedule, 2", "production, 3, DoNotSchedule, 3", "production, 5, DoNotSchedule, 3", "citus, 3, DoNotSchedule, 3"})
    void spreadsTheMembersOfEachGroupOverZones(String example, int members, String unless, int zones) throws IOException {
        ObjectNode values = example(example);
        service(values).put("members", members);
        assertThat(kinds("StatefulSet", values)).isNotEmpty().allSatisfy(group -> {
            JsonNode spread = group.at("/spec/template/spec/topologySpreadConstraints");
            assertThat(spread.size()).isOne();
            assertThat(spread.at("/0/topologyKey").asString()).isEqualTo("topology.kubernetes.io/zone");
            assertThat(spread.at("/0/maxSkew").asInt()).isOne();
            assertThat(spread.at("/0/whenUnsatisfiable").asString()).isEqualTo(unless);
            assertThat(spread.at("/0/minDomains").asInt(0)).isEqualTo(zones);
            assertThat(spread.at("/0/nodeTaintsPolicy").asString("Ignore")).isEqualTo(zones > 0 ? "Honor" : "Ignore");
            assertThat(spread.at("/0/labelSelector")).isEqualTo(group.at("/spec/selector"));
        });
    }

    @Test
    void putsPgpoolBeforePostgresAndPgBouncerBeforeCitus() throws IOException {
        assertThat(container(example("small"))).isEqualTo("pgpool");
        assertThat(container(example("citus"))).isEqualTo("pgbouncer");
        assertThat(kinds("Deployment", small(values -> service(values).putObject("pooler").put("type", "none").put("replicas", 2)))).isEmpty();
    }

    @Test
    void asksThePoolerFromTheMembersBehindItWhereTheyAreScraped() throws IOException {
        assertThat(askers(example("citus"))).containsExactly("postgres-0-member");
        assertThat(askers(example("production"))).containsExactly("postgres-member");
        assertThat(askers(example("small"))).isEmpty();
    }

    private static List<String> askers(ObjectNode values) throws IOException {
        return kinds("ConfigMap", values).stream().filter(map -> map.at("/data/pooler").asString("").equals("postgres-pooler"))
            .map(map -> map.at("/metadata/name").asString()).toList();
    }

    /** The shell runs it, against somebody who answers as told. */
    @ParameterizedTest
    @CsvSource({"N, 0", "'', 1"})
    void takesAPgBouncerForReadyThatAnswers(String answer, int code) throws Exception {
        JsonNode pooler = named(kinds("Deployment", example("citus")), "postgres-pooler").at("/spec/template/spec/containers/0");
        assertThat(pooler.at("/livenessProbe/exec")).isEqualTo(pooler.at("/readinessProbe/exec"));
        List<String> command = pooler.at("/readinessProbe/exec/command").valueStream().map(JsonNode::asString).toList();
        try (var server = new ServerSocket(0)) {
            Process probe = new ProcessBuilder(command.stream().map(word -> word.replace("/5432", "/" + server.getLocalPort())).toList()).start();
            try (var asker = server.accept()) {
                assertThat(asker.getInputStream().readNBytes(8)).containsExactly(0, 0, 0, 8, 4, 210, 22, 48);
                asker.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(probe.waitFor()).isEqualTo(code);
        }
    }

    @Test
    void admitsTheNamespacesOfClientsOnly() throws IOException {
        List<JsonNode> policies = kinds("NetworkPolicy", example("production"));
        assertThat(admitted(policies, "postgres-pooler")).containsExactly("api", "reports");
        assertThat(admitted(policies, "postgres-members")).containsExactly("reports", "gmp-system", "gke-gmp-system");
        assertThat(admitted(policies, "postgres-operations")).isEmpty();
        assertThat(named(policies, "postgres-default").at("/spec/podSelector").isEmpty()).isTrue();
    }

    /** What PostgresNetworkIT shows of the example for production holds for Citus. */
    @Test
    void closesTheNetworkAroundCitusAsAroundPostgres() throws IOException {
        ObjectNode values = example("production");
        values.at("/service/clients").forEach(client -> ((ObjectNode) client).put("database", "exposure"));
        List<JsonNode> plain = kinds("NetworkPolicy", values);
        service(values).put("mode", "citus");
        assertThat(kinds("StatefulSet", values)).hasSize(3).allSatisfy(group -> assertThat(group.at("/spec/template/metadata/labels/app.kubernetes.io~1component").asString()).isEqualTo("member"));
        assertThat(kinds("NetworkPolicy", values)).hasSize(7).isEqualTo(plain);
    }

    @Test
    void namesInTheCertificateWhatMembersOfEachGroupAreCalledBy() throws IOException {
        ObjectNode values = example("citus");
        List<String> named = named(kinds("Certificate", values), "postgres-tls").at("/spec/dnsNames").valueStream().map(JsonNode::asString).toList();
        assertThat(kinds("StatefulSet", values)).hasSize(5).allSatisfy(group -> {
            String address = group.at("/spec/template/spec/containers/0/env").valueStream().filter(variable -> variable.path("name").asString().equals("PATRONI_POSTGRESQL_CONNECT_ADDRESS"))
                .map(variable -> variable.path("value").asString().replace(":5432", "")).findFirst().orElseThrow();
            String name = group.at("/metadata/name").asString();
            assertThat(named).contains(name, name + "-ro")
                .containsAll(IntStream.range(0, group.at("/spec/replicas").asInt()).mapToObj(member -> address.replace("$(PATRONI_NAME)", name + "-" + member)).toList());
        });
    }

    @ParameterizedTest
    @CsvSource({"automatic, true, exposure_ro = host=postgres-0-ro port=5432 dbname=exposure", "automatic, false, ''", "pgpool, true, ''"})
    void offersReadsFromTheCoordinatorsMembersByPgBouncerAlone(String type, boolean spread, String line) throws IOException {
        ObjectNode values = example("citus");
        service(values).putObject("pooler").put("type", type).put("spreadReads", spread);
        String settings = named(kinds("ConfigMap", values), "postgres-pooler").path("data").values().stream().map(JsonNode::asString).collect(Collectors.joining());
        assertThat(settings).contains("postgres-0");
        assertThat(settings.lines().filter(found -> found.contains("postgres-0-ro"))).containsExactlyElementsOf(line.isEmpty() ? List.of() : List.of(line));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres, pgpool,    2,  false, 1,  0, 100", "postgres, pgpool,    2,  true,  1,  1, 100", "postgres, pgpool,    10, true,  20, 0, 100",
        "postgres, pgpool,    10, true,  20, 20, 400", "postgres, pgpool,   3,  true,  2,  1, 300", "postgres, pgpool,    2,  false, 0,  0, 30",
        "postgres, pgbouncer, 2,  false, 1,  0, 100", "postgres, pgbouncer, 2,  true,  5,  5, 200", "postgres, pgbouncer, 10, true,  20, 20, 5000",
        "postgres, pgbouncer, 2,  false, 20, 0, 180", "citus,    pgbouncer, 2,  true,  3,  1, 100", "citus,    pgpool,    3,  true,  1,  0, 50"})
    void givesPoolersWhatTheLeaderHasAndNoMore(String mode, String type, int pods, boolean spread, int clients, int direct, int connections) throws IOException {
        JsonNode pooler = named(kinds("ConfigMap", pooled(mode, type, pods, spread, clients, direct, connections)), "postgres-pooler").path("data");
        int room = (mode.equals("citus") ? connections * 7 / 10 : connections) - 20 - 10 * direct;
        assertThat(pods * heldByAPod(pooler)).isBetween(room * 3 / 4, room);
    }

    /** Against one member: a client's session of Pgpool-II has a connection to each backend, a database of PgBouncer as many as it may. */
    private static int heldByAPod(JsonNode pooler) {
        if (pooler.has("pgpool.conf")) {
            String settings = pooler.path("pgpool.conf").asString();
            int backends = (int) settings.lines().filter(line -> line.startsWith("backend_hostname")).count();
            return number(settings, "num_init_children") * number(settings, "max_pool") * backends;
        }
        String settings = pooler.path("pgbouncer.ini").asString();
        assertThat(number(settings, "default_pool_size")).isBetween(3, number(settings, "max_db_connections") - 1);
        return (int) settings.lines().filter(line -> line.contains(" = host=")).count() * number(settings, "max_db_connections");
    }

    private static int number(String settings, String name) {
        return settings.lines().filter(line -> line.startsWith(name + " = ")).mapToInt(line -> Integer.parseInt(line.split(" = ")[1])).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"postgres, pgpool, 10, true, 1, 0, 99, 100", "postgres, pgbouncer, 2, false, 20, 0, 179, 180", "postgres, pgpool, 2, false, 20, 20, 200, 228", "citus, pgbouncer, 2, false, 1, 0, 39, 40"})
    void saysHowManyConnectionsPoolersNeed(String mode, String type, int pods, boolean spread, int clients, int direct, int connections, int enough) throws IOException {
        assertThatThrownBy(() -> POSTGRES.render(pooled(mode, type, pods, spread, clients, direct, connections))).hasMessageContaining("Set max_connections to " + enough + " or more");
        assertThat(POSTGRES.render(pooled(mode, type, pods, spread, clients, direct, enough))).isNotEmpty();
    }

    /** Each client has a database of its own, but with Citus. */
    private static ObjectNode pooled(String mode, String type, int pods, boolean spread, int clients, int direct, int connections) {
        return small(values -> {
            service(values).put("mode", mode).putObject("parameters").put("max_connections", connections);
            service(values).withObject("/pooler").put("type", type).put("replicas", pods).put("spreadReads", spread);
            ArrayNode entered = service(values).putArray("clients");
            IntStream.range(0, clients).forEach(client -> entered.addObject().put("name", "c" + client).put("namespace", "api")
                .put("database", mode.equals("citus") ? "exposure" : "d" + client).put("direct", client < direct));
        });
    }

    @Test
    void refusesADatabaseWithTheNameOfAnothersReads() throws IOException {
        ObjectNode values = pooled("postgres", "pgbouncer", 2, true, 2, 0, 100);
        ((ObjectNode) values.at("/service/clients/0")).put("database", "d1_ro");
        assertThatThrownBy(() -> POSTGRES.render(values)).hasMessageContaining("PgBouncer would offer d1 for reading under the name d1_ro");
        service(values).withObject("/pooler").put("spreadReads", false);
        assertThat(POSTGRES.render(values)).isNotEmpty();
    }

    /** Whoever is down tells nothing. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "5, 4"})
    void missesAStandbyThatIsDownToo(int members, int standbys) throws IOException {
        ObjectNode values = example("production");
        service(values).put("members", members);
        assertThat(kinds("Rules", values).getFirst().at("/spec/groups/0/rules").valueStream().filter(rule -> rule.path("alert").asString().equals("PostgresStandbyOff")))
            .singleElement().satisfies(rule -> assertThat(rule.path("expr").asString()).matches("sum by .*patroni_postgres_streaming.* < " + standbys));
    }

    @Test
    void hasARunbookForEveryAlert() throws IOException {
        List<JsonNode> alerts = Stream.of("production", "citus").flatMap(name -> kindsOf("Rules", name).stream()).flatMap(rules -> rules.findParents("alert").stream()).toList();
        assertThat(alerts).isNotEmpty().allSatisfy(alert ->
            assertThat(RUNBOOKS.resolve(alert.at("/annotations/runbook").asString("none") + ".md")).as(alert.path("alert").asString()).exists());
    }

    static Map<String, Consumer<ObjectNode>> mistakes() {
        return Map.of(
            "a tag instead of a digest", values -> ((ObjectNode) values.at("/images/postgres")).put("digest", "latest"),
            "a single member", values -> service(values).put("members", 1),
            "memory without a unit", values -> size(values).put("memory", "4096"),
            "an unknown parameter", values -> service(values).putObject("parameters").put("archive_command", "rm -rf /"),
            "a client with a name that is taken", values -> client(values).put("name", "postgres"),
            "a client with a name that PostgreSQL keeps", values -> client(values).put("name", "pg-read-all-data"),
            "a client in the database postgres", values -> client(values).put("database", "postgres"),
            "a client without a namespace", values -> client(values).remove("namespace"),
            "a bucket without a name", values -> service(values).putObject("backup").put("target", "gcs"),
            "a directory without a claim", values -> service(values).putObject("backup").put("target", "directory"));
    }

    static Stream<String> mistakeNames() {
        return mistakes().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("mistakeNames")
    void refuses(String mistake) {
        ObjectNode values = small(mistakes().get(mistake));
        assertThatThrownBy(() -> POSTGRES.render(values)).hasMessageContaining("values don't meet the specifications of the schema");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        shared_buffers of 257MB are more than half of the memory    | {parameters: {shared_buffers: 257MB}}                              | {parameters: {shared_buffers: 256MB}}
        set 256MB at most                                           | {parameters: {shared_buffers: 1GB}}                                | {parameters: {shared_buffers: 1GB}, size: {memory: 2Gi}}
        more than half of the memory of a member, 1Gi               | {mode: citus, parameters: {shared_buffers: 1GB}, size: {memory: 2Gi}, citus: {workerSize: {memory: 1Gi}}} | {mode: citus, parameters: {shared_buffers: 1GB}, size: {memory: 2Gi}}
        cannot live in 511Mi of memory                              | {size: {memory: 511Mi}}                                            | {size: {memory: 512Mi}}
        a CPU of 199m                                               | {size: {cpu: 199m}}                                                | {size: {cpu: 200m}}
        a CPU of 0.199                                              | {size: {cpu: '0.199'}}                                             | {size: {cpu: '0.2'}}
        give it 64Mi or more                                        | {pooler: {size: {memory: 63Mi}}}                                   | {pooler: {size: {memory: 64Mi}}}
        cannot have the database reports                            | {mode: citus, clients: [{name: a, namespace: b, database: reports}]} | {mode: citus, clients: [{name: a, namespace: b, database: exposure}]}
        """)
    void saysWhyWhatCannotRunIsRefused(String words, String refused, String taken) throws IOException {
        assertThatThrownBy(() -> POSTGRES.render(small(values -> merge(service(values), refused)))).hasMessageContaining(words);
        assertThat(POSTGRES.render(small(values -> merge(service(values), taken)))).isNotEmpty();
    }

    private static void merge(ObjectNode values, String yaml) {
        values.setAll((ObjectNode) ServiceFolder.YAML.readerForUpdating(values).readValue(yaml));
    }

    /** Group and plural; Rules is one already. */
    static String resource(JsonNode object) {
        return object.path("kind").asString().equals("Rules") ? "monitoring.googleapis.com/rules" : ServiceFolder.resource(object);
    }

    static ObjectNode example(String name) {
        return ServiceFolder.values(POSTGRES.folder().resolve("chart/examples/" + name + ".yaml"));
    }

    private static List<JsonNode> kindsOf(String kind, String example) {
        try {
            return kinds(kind, example(example));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<JsonNode> kinds(String kind, ObjectNode values) throws IOException {
        return POSTGRES.render(values).stream().filter(object -> object.path("kind").asString().equals(kind)).toList();
    }

    private static JsonNode named(List<JsonNode> objects, String name) {
        return objects.stream().filter(object -> object.at("/metadata/name").asString().equals(name)).findFirst().orElseThrow();
    }

    private static List<String> admitted(List<JsonNode> policies, String policy) {
        return named(policies, policy).at("/spec/ingress").findValues("values").stream()
            .flatMap(JsonNode::valueStream).map(JsonNode::asString).toList();
    }

    private static Set<String> jobs(ObjectNode values) throws IOException {
        return kinds("Job", values).stream().map(job -> job.at("/metadata/name").asString()).collect(Collectors.toSet());
    }

    private static String container(ObjectNode values) throws IOException {
        return named(kinds("Deployment", values), "postgres-pooler").at("/spec/template/spec/containers/0/name").asString();
    }

    private static List<JsonNode> settings(ObjectNode values) throws IOException {
        return kinds("ConfigMap", values).stream().filter(map -> map.at("/data").has("settings.yaml"))
            .map(map -> ServiceFolder.YAML.readTree(map.at("/data/settings.yaml").asString())).toList();
    }

    private static List<JsonNode> memberParameters(ObjectNode values) throws IOException {
        return kinds("ConfigMap", values).stream().filter(map -> map.at("/data").has("patroni.yml"))
            .map(map -> ServiceFolder.YAML.readTree(map.at("/data/patroni.yml").asString()).at("/postgresql/parameters")).toList();
    }

    private static JsonNode parameters(ObjectNode values) throws IOException {
        return settings(values).getFirst().at("/postgresql/parameters");
    }

    private static ObjectNode small(Consumer<ObjectNode> change) {
        ObjectNode values = example("small");
        change.accept(values);
        return values;
    }

    private static ObjectNode service(ObjectNode values) {
        return (ObjectNode) values.path("service");
    }

    private static ObjectNode size(ObjectNode values) {
        return (ObjectNode) values.at("/service/size");
    }

    private static ObjectNode client(ObjectNode values) {
        return (ObjectNode) values.at("/service/clients/0");
    }

    private static Stream<String> granted(String file, String role) throws IOException {
        return onboarding(file).filter(document -> document.at("/metadata/name").asString().equals(role))
            .flatMap(document -> document.path("rules").valueStream())
            .filter(rule -> rule.path("verbs").values().stream().anyMatch(verb -> verb.asString().equals("patch")))
            .flatMap(rule -> rule.path("resources").values().stream()
                .map(resource -> rule.at("/apiGroups/0").asString() + "/" + resource.asString()));
    }

    private static Stream<JsonNode> onboarding(String file) throws IOException {
        return ServiceFolder.documents(Files.readString(Path.of("../k8s/onboarding", file))).stream();
    }

    /** What a form holds before anybody has typed: groups, and the fields that have a default. */
    private static List<JsonNode> leaves(JsonNode schema) {
        return schema.path("properties").valueStream()
            .flatMap(field -> field.has("properties") ? leaves(field).stream() : Stream.of(field)).toList();
    }
}
