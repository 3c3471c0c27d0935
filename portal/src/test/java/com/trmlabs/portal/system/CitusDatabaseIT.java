package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.postgres.Group;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API on Citus, whose tables its own migrations spread, behind the pooler that the form chooses there: PgBouncer. */
@SystemTest
@Tag("citus")
@Order(Integer.MAX_VALUE - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CitusDatabaseIT {

    private static final Logger LOG = LoggerFactory.getLogger(CitusDatabaseIT.class);

    @Autowired OwnDatabase own;

    private ServiceName database;

    @BeforeAll
    void onboardsAClusterWithCitusAndTheApiBoundToIt() {
        World.the().removeDatabases();
        database = OwnDatabase.name(own.onboarded("1.1.0", inputs()));
    }

    private static ObjectNode inputs() {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"mode": "citus", "size": {"cpu": "200m", "memory": "512Mi", "storage": "1Gi"}, "citus": {"database": "exposure", "workers": 2},
                 "placement": {"storageClass": "disk"}, "clients": [{"name": "api", "namespace": "%s", "database": "exposure", "direct": false}],
                 "pooler": {"size": {"cpu": "100m", "memory": "192Mi"}}, "parameters": {}}""".formatted(World.the().namespace));
    }

    /** The room is for others. */
    @AfterAll
    void removesTheDatabase() {
        World.the().removeDatabases();
    }

    @Test
    void showsCoordinatorAndWorkers() {
        List<Group> groups = own.groups(database);
        assertThat(groups).extracting(Group::name).containsExactly("postgres-0", "postgres-1", "postgres-2");
        assertThat(groups).allSatisfy(group -> {
            assertThat(group.leader()).isPresent();
            assertThat(group.members()).hasSize(3).allMatch(Group.Member::ready);
        });
    }

    @Test
    void keepsTheTablesOfTheApiOnAllWorkers() {
        List<JsonNode> workers = StreamSupport.stream(own.dbops("citus", "status").path("nodes").spliterator(), false)
                .filter(node -> node.path("group").asInt() > 0).toList();
        assertThat(workers).hasSize(2).allMatch(worker -> worker.path("shards").asInt() > 0);
        assertThat(own.dbops("verify", "--counts").path("counts").toString()).contains("exposure.public.transfer");
    }

    @Test
    void letsNoCallerSeeAnErrorWhileEachGroupSwitchesOver() throws IOException {
        Load load = Load.started(50, "addr-2", "addr-3", "addr-4", "addr-5");
        for (String group : List.of("postgres-0", "postgres-1", "postgres-2", "postgres-0", "postgres-1", "postgres-2")) {
            own.moveLeader(database, group);
        }
        JsonNode report = load.stop();
        LOG.info("Requests over six switchovers of Citus: {}", report);
        assertThat(report.path("requests").asInt()).isGreaterThan(500);
        assertThat(report.path("losses")).isEmpty();
    }
}
