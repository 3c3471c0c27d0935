package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.charts.FaultTable.Fault;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Citus, where a package of it is given: a coordinator and two worker groups. */
@Tag("citus")
@Tag("beside")
@Order(Integer.MAX_VALUE)
class CitusFaultsIT extends DatabaseFaults {

    private static final String LAST = "postgres-2";

    CitusFaultsIT() {
        super(Shape.CITUS);
        assertThat(Stream.of("CITUS_FOLDER", "CITUS_PACKAGE").map(System::getenv)).as("what the images take Citus from; bin/test --citus sets one")
            .anyMatch(given -> given != null && !given.isEmpty());
    }

    @Test
    @Order(11)
    void letsItsClientSpreadTablesOfEveryKind() {
        Stream.of("CREATE TABLE places (id int PRIMARY KEY)", "SELECT create_reference_table('places')", "INSERT INTO places VALUES (1), (2)",
            "CREATE TABLE visits (id int PRIMARY KEY, place int)", "SELECT create_distributed_table_concurrently('visits', 'id', shard_count => 4)",
            "INSERT INTO visits SELECT n, n % 2 + 1 FROM generate_series(1, 100) n").forEach(statement -> ask("postgres-pooler", statement));
        assertThat(ask("postgres-pooler", "SELECT count(*) FROM visits JOIN places ON place = places.id")).isEqualTo("100");
        assertThat(ask("postgres-1", "SELECT sum(place) FROM visits")).as("asked through a worker").isEqualTo("150");
    }

    @Test
    @Order(12)
    void losesNothingWhileShardsMove() throws Exception {
        survive(Fault.SHARDS_MOVED, () -> {
            int before = shards();
            assertThat(database.dbops("citus", "drain", "--group", LAST).path("moved").asInt()).isEqualTo(before).isPositive();
            assertThat(shards()).isZero();
            assertThat(database.dbops("citus", "add", "--group", LAST).at("/node/takes_shards").asBoolean()).isTrue();
            assertThat(database.dbops("citus", "rebalance", "--preview").path("total").asInt()).isPositive();
            assertThat(database.dbops("citus", "rebalance").path("moved").asInt()).isPositive();
            assertThat(shards()).isEqualTo(before);
        });
        assertThat(database.dbops("citus", "rebalance").path("moved").asInt()).isZero();
    }

    private int shards() {
        for (JsonNode node : database.dbops("citus", "status").path("nodes")) {
            if (node.path("group").asInt() == 2) {
                assertThat(node.path("active").asBoolean() && node.path("metadata_synced").asBoolean()).isTrue();
                return node.path("shards").asInt();
            }
        }
        throw new AssertionError("the coordinator does not know " + LAST);
    }

    @Test
    @Order(13)
    void findsNothingWrongInAnyGroup() {
        JsonNode told = database.dbops("verify", "--amcheck", "--counts", "--checksums");
        assertThat(told.path("findings").isEmpty()).isTrue();
        assertThat(told.at("/checked/checksums").asInt()).isEqualTo(Shape.CITUS.groups.size());
        assertThat(told.path("counts").toString()).contains("exposure.public.written_worker");
    }

    @Test
    @Order(14)
    void setsEveryMemberForCitus() {
        assertThat(database.members()).allSatisfy(member -> assertThat(database.ask(member.getMetadata().getName(), """
            SELECT current_setting('shared_preload_libraries'), current_setting('max_prepared_transactions'), current_setting('citus.max_client_connections')
            """)).isEqualTo("citus|200|70"));
    }
}
