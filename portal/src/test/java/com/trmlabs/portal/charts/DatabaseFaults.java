package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.charts.FaultTable.Fault;
import com.trmlabs.portal.charts.Writers.Period;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Writers at every front end of one database on real pods, while one thing after the other goes wrong: no acknowledged write is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DatabaseFaults {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFaults.class);
    private static final Path PAGE = Path.of("../docs/architecture/database-faults.md");
    private static final int OUTAGE_SECONDS = 40;

    /** Citus decides within a minute what was left half done; until then an acknowledged row may be hidden. */
    private static final int RECOVERY_SECONDS = 120;

    private static final String FAILSAFE = "because failsafe mode is enabled and all members are accessible";
    private static final String PORTS = "5432 8008 8432 9187 9188";

    final String namespace = "faults-" + UUID.randomUUID().toString().substring(0, 8);
    private final FaultTable table;
    private final Shape shape;
    private Map<String, String> images;
    RealCluster cluster;
    private DoomedNode node;
    private Writers writers;
    InstalledDatabase database;

    DatabaseFaults(Shape shape) {
        this.shape = shape;
        this.table = new FaultTable(shape.fronts);
    }

    List<String> struck() {
        return shape.struck();
    }

    /** Whoever reads of a failure has no cluster to look at any more. */
    @RegisterExtension
    private final TestExecutionExceptionHandler witness = (_, failure) -> {
        String told;
        try {
            told = database.condition();
        } catch (KubernetesClientException unread) {
            told = "How the members stand cannot be read: " + unread.getMessage();
        }
        throw new AssertionError(failure.getMessage() + "\n" + told, failure);
    };

    @BeforeAll
    void startsWritersAtEveryFrontEnd() throws Exception {
        cluster = new RealCluster();
        images = RealCluster.images();
        node = new DoomedNode(cluster, namespace);
        database = new InstalledDatabase(cluster, shape, namespace, images, node::attract);
        database.install();
        cluster.make(namespace + "-strangers");
        cluster.apply(RealCluster.visitor(namespace + "-strangers", images.get("postgres"), true));
        await().atMost(300, SECONDS).untilAsserted(() -> assertThat(database.missing()).isEmpty());
        cluster.apply(RealCluster.visitor(database.clients, images.get("postgres"), false));
        writers = new Writers(cluster, database);
        writers.start(images.get("postgres"));
        await().atMost(60, SECONDS).until(writers::areReady);
        settle();
    }

    @AfterAll
    void tellsAndCleansUp() throws Exception {
        LOG.info("Longest pause between acknowledged writes in s (before there was a product), {} members:\n{}", InstalledDatabase.MEMBERS, table);
        if (Boolean.getBoolean("faults.record")) {
            Files.writeString(PAGE, table.in(Files.readString(PAGE)));
        }
        cluster.close();
        node.close();
    }

    /** The check itself: it can find something. */
    @Test
    @Order(0)
    void missesARowThatSomebodyTookAway() {
        Front first = shape.fronts.getFirst();
        change("DELETE FROM public.written_%s WHERE number = 7".formatted(first.writer()));
        Map<Front, Period> without = writers.now();
        change("INSERT INTO public.written_%s VALUES (7)".formatted(first.writer()));
        assertThat(without.get(first).lost()).containsExactly(7L);
        assertThat(writers.now().values()).allMatch(period -> period.lost().isEmpty());
    }

    private void change(String statement) {
        database.execute(database.leader(shape.groups.getFirst()), "psql", "--dbname=exposure", "--set=ON_ERROR_STOP=1", "--command=" + statement);
    }

    @ParameterizedTest
    @MethodSource("struck")
    @Order(1)
    void losesNothingInASwitchover(String group) throws Exception {
        String before = database.leader(group);
        survive(Fault.SWITCHOVER, group, () -> LOG.info("{}", switchOver(group)));
        assertThat(database.leader(group)).isNotEqualTo(before);
        assertThat(database.poolerLogs()).as("Pgpool-II has not called a node gone").noneMatch(log -> log.contains("degenerate backend request"));
    }

    @ParameterizedTest
    @MethodSource("struck")
    @Order(2)
    void losesNothingWhenThePostmasterIsKilled(String group) throws Exception {
        String leader = database.leader(group);
        String started = started(leader);
        Map<Front, Period> seen = survive(Fault.POSTMASTER_KILLED, group, () -> {
            database.execute(leader, "bash", "-c", "kill -9 $(head -n 1 /data/pg/data/postmaster.pid)");
            await().atMost(60, SECONDS).ignoreExceptions().untilAsserted(() -> assertThat(started(leader)).isNotEqualTo(started));
        });
        assertThat(seen.values()).as("somebody notices").anyMatch(period -> period.errors() > 0);
        assertThat(log(leader, "watch", OUTAGE_SECONDS)).contains("Patroni has been woken");
    }

    @ParameterizedTest
    @MethodSource("struck")
    @Order(3)
    void losesNothingWhenTheLeadersPodIsDeleted(String group) throws Exception {
        String leader = database.leader(group);
        survive(Fault.POD_DELETED, group, () -> replace(leader));
        assertThat(database.leader(group)).isNotEqualTo(leader);
    }

    @ParameterizedTest
    @MethodSource("struck")
    @Order(4)
    void losesNothingWhenTheLeadersNodeDies(String group) throws Exception {
        String leader = lead(group, node.name);
        String before = container(leader);
        survive(Fault.NODE_DEAD, group, () -> {
            node.stop();
            try {
                await().atMost(60, SECONDS).until(() -> !database.leader(group).equals(leader));
                write();
            } finally {
                node.start();
            }
            await().atMost(60, SECONDS).until(() -> database.isWhole() && !container(leader).equals(before));
        });
    }

    @ParameterizedTest
    @MethodSource("struck")
    @Order(5)
    void losesNothingWhenTheLeadersNodeIsDrained(String group) throws Exception {
        String leader = lead(group, node.name);
        String follower = database.synchronous(group).getFirst();
        survive(Fault.NODE_DRAINED, group, () -> {
            node.cordon(true);
            try {
                assertThat(cluster.evict(namespace, follower)).isTrue();
                assertThat(cluster.evict(namespace, leader)).as("the disruption budget allows one member at a time").isFalse();
                await().atMost(60, SECONDS).until(() -> cluster.evict(namespace, leader));
                await().atMost(90, SECONDS).until(() -> database.isWhole() && !node.name.equals(database.member(leader).getSpec().getNodeName()));
            } finally {
                node.cordon(false);
            }
        });
        assertThat(database.leader(group)).isNotEqualTo(leader);
    }

    @Test
    @Order(6)
    void losesNothingWhileTheApiServerRefusesTheMembers() throws Exception {
        List<String> leaders = database.leaders();
        survive(Fault.API_REFUSED, () -> {
            try (var wall = new ApiServerFault.Wall(namespace, database.members())) {
                SECONDS.sleep(OUTAGE_SECONDS);
                assertThat(leaders).allMatch(leader -> log(leader, OUTAGE_SECONDS).contains(FAILSAFE));
            }
        });
        assertThat(database.leaders()).isEqualTo(leaders);
    }

    @Test
    @Order(7)
    void losesNothingWhileTheImageOfAllMembersIsReplaced() throws Exception {
        assertThat(versions()).containsOnly("1.0.0");
        survive(Fault.IMAGE_REPLACED, () -> {
            database.announce(images.get("postgres-next"));
            for (String group : shape.groups.reversed()) {
                String last = database.leader(group);
                for (String follower : names(group).filter(name -> !name.equals(last)).toList()) {
                    replace(follower);
                }
                switchOver(group);
                replace(last);
            }
        });
        assertThat(versions()).hasSize(InstalledDatabase.MEMBERS * shape.groups.size()).containsOnly("1.1.0");
    }

    @Test
    @Order(8)
    void holdsAllWritersStillWhileAFenceStands() {
        String fence = fence();
        Map<Front, Period> held = writers.now();
        Map<Front, Period> meanwhile = writers.since(held);
        assertThat(holds(fence)).as("the fence still stands").isTrue();
        assertThat(meanwhile.values()).allMatch(period -> period.acknowledged() == 0 && period.errors() == 0);
        assertThat(processes(database.jobs.pod(fence))).isNotEmpty().allMatch(ProcessHandle::destroy);
        JsonNode told = database.jobs.result(fence);
        Map<Front, Period> after = resumed(held);
        LOG.info("Fence: {}\nWriters: {}", told, after);
        assertThat(told.path("proofs").asInt()).isPositive();
        assertThat(after.values()).allMatch(period -> period.errors() == 0 && period.lost().isEmpty());
    }

    @Test
    @Order(9)
    void leavesNoFenceBehindWhenItsJobIsKilled() {
        String fence = fence();
        Map<Front, Period> held = writers.now();
        assertThat(processes(database.jobs.pod(fence))).isNotEmpty().allMatch(ProcessHandle::destroyForcibly);
        Map<Front, Period> after = resumed(held);
        LOG.info("Killed fence, writers: {}", after);
        assertThat(after.values()).allMatch(period -> period.errors() == 0 && period.lost().isEmpty());
        assertThat(database.leaders()).allSatisfy(leader -> assertThat(
            database.ask(leader, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dbops fence'")).isEqualTo("0"));
        await().atMost(30, SECONDS).until(() -> database.jobs.hasFailed(fence));
    }

    @Test
    @Order(10)
    void acknowledgesNothingThatALeaderAloneHas() {
        signalReceivers("STOP");
        Map<Front, Period> held;
        try {
            await().atMost(30, SECONDS).until(this::nobodyIsAcknowledged);
            held = writers.now();
            assertThat(writers.since(held).values()).allMatch(period -> period.acknowledged() == 0 && period.errors() == 0);
        } finally {
            signalReceivers("CONT");
        }
        assertThat(resumed(held).values()).allMatch(period -> period.errors() == 0 && period.lost().isEmpty());
    }

    private boolean nobodyIsAcknowledged() {
        return writers.since(writers.now()).values().stream().allMatch(period -> period.acknowledged() == 0);
    }

    /** Those that take the leader's WAL, on all followers. */
    private void signalReceivers(String signal) {
        List<String> leaders = database.leaders();
        database.members().stream().map(member -> member.getMetadata().getName()).filter(name -> !leaders.contains(name)).forEach(follower ->
            database.execute(follower, "bash", "-c", "kill -%s %s".formatted(signal, database.ask(follower, "SELECT pid FROM pg_stat_wal_receiver"))));
    }

    @Test
    @Order(10)
    void servesItsClientAndNobodyElse() {
        shape.fronts.stream().map(front -> front.service).forEach(service -> {
            assertThat(reached(database.clients, service, "5432")).as("the client asks for " + service).isEqualTo("5432");
            assertThat(reached(namespace + "-strangers", service, PORTS)).as("a stranger asks for " + service).isEmpty();
        });
        shape.groups.forEach(group -> {
            assertThat(reached(database.clients, group + "-pods", PORTS)).as("what a client that may use the leader gets of members").isEqualTo("5432");
            Stream.of("-ro", "-pods").forEach(kind -> assertThat(reached(namespace + "-strangers", group + kind, PORTS)).isEmpty());
        });
    }

    /** Last, as nobody can ask the cluster for anything meanwhile. */
    @Test
    @Order(20)
    void losesNothingWhileTheApiServerIsFrozen() throws Exception {
        List<String> leaders = database.leaders();
        survive(Fault.API_FROZEN, () -> {
            try (var ice = new ApiServerFault.Ice()) {
                SECONDS.sleep(OUTAGE_SECONDS);
            }
            await().atMost(60, SECONDS).until(() -> leaders.stream().allMatch(leader -> log(leader, OUTAGE_SECONDS * 2).contains(FAILSAFE)));
        });
    }

    private JsonNode switchOver(String group) {
        return database.dbops("switchover", "--group", group, "--from", database.leader(group));
    }

    /** Starts one, and waits until it stands. */
    private String fence() {
        String fence = database.jobs.begin("fence", "--consistency", "strict", "--hold", "60");
        await().atMost(60, SECONDS).until(() -> holds(fence));
        return fence;
    }

    private String log(String member, int seconds) {
        return log(member, "postgres", seconds);
    }

    private String log(String member, String container, int seconds) {
        return cluster.admin.pods().inNamespace(namespace).withName(member).inContainer(container).sinceSeconds(seconds).getLog();
    }

    private boolean holds(String fence) {
        return !database.jobs.hasFailed(fence) && cluster.admin.pods().inNamespace(namespace).withLabel("job-name", fence).list().getItems().stream()
            .anyMatch(pod -> pod.getStatus().getPhase().equals("Running")
                && cluster.admin.pods().resource(pod).getLog().contains("\"held\""));
    }

    /** The container's, as this machine sees them: from inside, the first one cannot be killed. */
    private static List<ProcessHandle> processes(Pod pod) {
        String container = container(pod);
        return ProcessHandle.allProcesses().filter(process -> cgroup(process).contains(container)).toList();
    }

    private String container(String member) {
        return container(database.member(member));
    }

    /** The first one's identity, which changes when it is started again. */
    private static String container(Pod pod) {
        return pod.getStatus().getContainerStatuses().getFirst().getContainerID().replaceFirst(".*//", "");
    }

    private static String cgroup(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"));
        } catch (IOException ended) {
            return "";
        }
    }

    /** What the client gets. */
    String ask(String service, String query) {
        return cluster.ask(database.clients, namespace, service, query);
    }

    private String reached(String space, String service, String ports) {
        return cluster.execute(space, "visitor", "visitor", "bash", "-c", """
            for port in $2; do timeout 2 bash -c "</dev/tcp/$1/$port" 2>/dev/null && echo $port & done; wait
            """, "reached", service + "." + namespace + ".svc", ports).strip();
    }

    private Stream<String> names(String group) {
        return database.members(group).stream().map(member -> member.getMetadata().getName());
    }

    private List<String> versions() {
        return database.members().stream().map(member -> database.execute(member.getMetadata().getName(), "cat", "/etc/postgres/VERSION")).toList();
    }

    Map<Front, Period> survive(Fault fault, Act act) throws Exception {
        return survive(fault, "", act);
    }

    private Map<Front, Period> survive(Fault fault, String group, Act act) throws Exception {
        settle();
        Map<Front, Period> before = writers.now();
        act.run();
        settle();
        Map<Front, Period> seen = await().atMost(RECOVERY_SECONDS, SECONDS).pollDelay(Duration.ZERO).pollInterval(1, SECONDS)
            .until(() -> writers.since(before), since -> since.values().stream().allMatch(period -> period.lost().isEmpty()));
        LOG.info("{} {}: {}", fault, group, seen);
        table.add(fault, group.isEmpty() ? "" : shape.title(group), seen);
        assertThat(seen.values()).allSatisfy(period -> {
            assertThat(period.acknowledged()).isPositive();
            assertThat(period.lost()).as("acknowledged, but not there").isEmpty();
        });
        return seen;
    }

    /** The database is whole, and all writers write. */
    private void settle() {
        await().atMost(120, SECONDS).untilAsserted(() -> assertThat(database.flaws()).isEmpty());
        write();
    }

    /** Each writer has just had an acknowledgement. A writer cannot be asked while its front end does not answer. */
    private void write() {
        await().atMost(60, SECONDS).pollDelay(Duration.ZERO).pollInterval(1, SECONDS).ignoreExceptionsMatching(Throwable.class::isInstance)
            .until(() -> writers.now().values().stream().allMatch(period -> period.silence() != null && period.silence() < 1));
    }

    /** What each writer has to tell since then, when each has had an acknowledgement again. */
    private Map<Front, Period> resumed(Map<Front, Period> before) {
        return await().atMost(60, SECONDS).ignoreExceptionsMatching(Throwable.class::isInstance)
            .until(() -> writers.since(before), now -> now.values().stream().allMatch(period -> period.acknowledged() > 0));
    }

    private String started(String member) {
        return database.ask(member, "SELECT pg_postmaster_start_time()");
    }

    private void replace(String member) {
        String uid = database.member(member).getMetadata().getUid();
        cluster.admin.pods().inNamespace(namespace).withName(member).delete();
        await().atMost(120, SECONDS).untilAsserted(() -> {
            assertThat(database.flaws()).isEmpty();
            assertThat(database.member(member).getMetadata().getUid()).isNotEqualTo(uid);
        });
    }

    /** Has the member on that node lead; it may take two steps, as only a synchronous standby may. */
    private String lead(String group, String where) {
        settle();
        String wanted = database.members(group).stream().filter(member -> member.getSpec().getNodeName().equals(where)).findFirst().orElseThrow().getMetadata().getName();
        for (int step = 0; step < 4 && !database.leader(group).equals(wanted); step++) {
            switchOver(group);
            await().atMost(60, SECONDS).until(database::isWhole);
        }
        assertThat(database.leader(group)).isEqualTo(wanted);
        return wanted;
    }
}
