package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.charts.FaultTable.Fault;
import com.trmlabs.portal.charts.Writers.Front;
import com.trmlabs.portal.charts.Writers.Period;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Writers at every front end of one database on real pods, while one thing after the other goes wrong: no acknowledged write is lost. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseFaultsIT {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFaultsIT.class);
    private static final Path PAGE = Path.of("../docs/architecture/database-faults.md");
    private static final int OUTAGE_SECONDS = 40;

    /** Something that goes wrong, or is done on purpose. */
    @FunctionalInterface
    private interface Act {
        void run() throws Exception;
    }

    private final String namespace = "faults-" + UUID.randomUUID().toString().substring(0, 8);
    private final FaultTable table = new FaultTable();
    private Map<String, String> images;
    private RealCluster cluster;
    private DoomedNode node;
    private InstalledDatabase database;
    private Writers writers;

    @BeforeAll
    void startsWritersAtEveryFrontEnd() throws Exception {
        cluster = new RealCluster();
        images = RealCluster.images();
        node = new DoomedNode(cluster, namespace);
        database = new InstalledDatabase(cluster, namespace, images, node::attract);
        database.install();
        cluster.make(namespace + "-strangers");
        cluster.apply(RealCluster.visitor(namespace + "-strangers", images.get("postgres"), true));
        await().atMost(180, SECONDS).untilAsserted(() -> assertThat(database.missing()).isEmpty());
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
            String page = Files.readString(PAGE);
            Files.writeString(PAGE, page.substring(0, page.indexOf("| event |")) + table);
        }
        cluster.close();
        node.close();
    }

    @Test
    @Order(1)
    void losesNothingInASwitchover() throws Exception {
        String before = database.leader();
        survive(Fault.SWITCHOVER, () -> LOG.info("{}", database.dbops("switchover", "--from", before)));
        assertThat(database.leader()).isNotEqualTo(before);
    }

    @Test
    @Order(2)
    void losesNothingWhenThePostmasterIsKilled() throws Exception {
        String leader = database.leader();
        String started = started(leader);
        Map<Front, Period> seen = survive(Fault.POSTMASTER_KILLED, () -> {
            database.execute(leader, "bash", "-c", "kill -9 $(head -n 1 /data/pg/data/postmaster.pid)");
            await().atMost(60, SECONDS).untilAsserted(() -> assertThat(started(leader)).isNotEqualTo(started));
        });
        assertThat(seen.values()).allMatch(period -> period.errors() > 0);
    }

    @Test
    @Order(3)
    void losesNothingWhenTheLeadersPodIsDeleted() throws Exception {
        String leader = database.leader();
        survive(Fault.POD_DELETED, () -> replace(leader));
        assertThat(database.leader()).isNotEqualTo(leader);
    }

    @Test
    @Order(4)
    void losesNothingWhenTheLeadersNodeDies() throws Exception {
        String leader = lead(node.name);
        survive(Fault.NODE_DEAD, () -> {
            node.stop();
            try {
                await().atMost(60, SECONDS).until(() -> !database.leader().equals(leader));
                resume();
            } finally {
                node.start();
            }
            await().atMost(60, SECONDS).untilAsserted(() -> assertThat(database.ask(leader, "SELECT pg_is_in_recovery()")).isEqualTo("t"));
        });
    }

    @Test
    @Order(5)
    void losesNothingWhenTheLeadersNodeIsDrained() throws Exception {
        String leader = lead(node.name);
        String follower = database.synchronous().getFirst();
        survive(Fault.NODE_DRAINED, () -> {
            node.cordon(true);
            try {
                assertThat(evicted(follower)).isTrue();
                assertThat(evicted(leader)).as("the disruption budget allows one member at a time").isFalse();
                await().atMost(60, SECONDS).until(() -> evicted(leader));
                await().atMost(90, SECONDS).until(() -> database.isWhole() && !node.name.equals(database.member(leader).getSpec().getNodeName()));
            } finally {
                node.cordon(false);
            }
        });
        assertThat(database.leader()).isNotEqualTo(leader);
    }

    private boolean evicted(String member) {
        return cluster.admin.pods().inNamespace(namespace).withName(member).evict();
    }

    private Map<Front, Period> survive(Fault fault, Act act) throws Exception {
        Map<Front, Period> before = writers.now();
        act.run();
        settle();
        Map<Front, Period> seen = writers.since(before);
        LOG.info("{}: {}", fault, seen);
        table.add(fault, seen);
        assertThat(seen.values()).allSatisfy(period -> {
            assertThat(period.acknowledged()).isPositive();
            assertThat(period.lost()).as("acknowledged, but not there").isEmpty();
        });
        return seen;
    }

    private void settle() {
        await().atMost(120, SECONDS).untilAsserted(() -> assertThat(database.flaws()).isEmpty());
        resume();
    }

    /** Each writer has had an acknowledgement from now on. */
    private void resume() {
        Map<Front, Period> before = writers.now();
        await().atMost(60, SECONDS).until(() -> writers.since(before).values().stream().allMatch(period -> period.acknowledged() > 0));
    }

    private String started(String member) {
        return database.ask(member, "SELECT pg_postmaster_start_time()");
    }

    private void replace(String member) {
        String uid = database.member(member).getMetadata().getUid();
        cluster.admin.pods().inNamespace(namespace).withName(member).delete();
        await().atMost(120, SECONDS).until(() -> database.isWhole() && !database.member(member).getMetadata().getUid().equals(uid));
    }

    /** Has the member on that node lead; it may take two steps, as only a synchronous standby may. */
    private String lead(String where) {
        String wanted = database.members().stream().filter(member -> member.getSpec().getNodeName().equals(where)).findFirst().orElseThrow().getMetadata().getName();
        for (int step = 0; step < 4 && !database.leader().equals(wanted); step++) {
            database.dbops("switchover", "--from", database.leader());
            await().atMost(60, SECONDS).until(database::isWhole);
        }
        assertThat(database.leader()).isEqualTo(wanted);
        return wanted;
    }
}
