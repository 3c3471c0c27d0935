package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.charts.FaultTable.Fault;
import com.trmlabs.portal.charts.Writers.Period;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Plain PostgreSQL, with both poolers. Late, as its own last test waits for all others on the cluster. */
@Tag("cluster")
@Tag("beside")
@Order(Integer.MAX_VALUE - 1)
class DatabaseFaultsIT extends DatabaseFaults {

    private static final String GROUP = "postgres";

    DatabaseFaultsIT() {
        super(Shape.PLAIN);
    }

    @Test
    @Order(11)
    void losesNothingWhenAllCertificatesAreRenewed() throws Exception {
        List<String> lives = cluster.lives(namespace);
        Map<Front, Period> seen = survive(Fault.CERTIFICATES_RENEWED, () -> {
            assertThat(database.renewCertificates().path("written").toString()).contains("postgres-tls/tls.crt", "postgres-pooler-tls/tls.key", "postgres-dbops/tls.crt");
            await().atMost(150, SECONDS).pollInterval(2, SECONDS).untilAsserted(() -> assertThat(database.showsOldCertificate()).isEmpty());
        });
        assertThat(List.of(seen.get(Front.DIRECT), seen.get(Front.PGBOUNCER))).allMatch(period -> period.errors() == 0);
        assertThat(database.dbops("status").path("healthy").asBoolean()).as("dbops, too, signs in with a new one").isTrue();
        assertThat(cluster.lives(namespace)).isEqualTo(lives);
    }

    @Test
    @Order(12)
    void checkpointsTheLeader() {
        assertThat(database.dbops("checkpoint").at("/groups/0/leader").asString()).isEqualTo(database.leader(GROUP));
    }

    @Test
    @Order(12)
    void findsNothingInTheWayOfANewImage() {
        JsonNode told = database.dbops("upgrade", "--check");
        assertThat(told.path("findings").isEmpty()).isTrue();
        assertThat(told.at("/versions/postgres").asString()).matches("[0-9]+[.].*");
    }

    @Test
    @Order(12)
    void verifiesWithFilesOfAConfigMap() {
        ask("postgres", "CREATE TABLE still AS SELECT generate_series(1, 7) AS n");
        cluster.admin.resource(new ConfigMapBuilder().withNewMetadata().withName("postgres-dbops-files").withNamespace(namespace).endMetadata()
            .addToData("counts.yaml", "exposure.public.still: 7").addToData("wrong.yaml", "exposure.public.still: 8")
            .addToData("invariants.yaml", "[{name: all positive, database: exposure, sql: SELECT bool_and(n > 0) FROM still}]").build()).create();
        JsonNode told = database.dbops("verify", "--amcheck", "--checksums", "--expected", "/etc/dbops-files/counts.yaml", "--invariants", "/etc/dbops-files/invariants.yaml");
        assertThat(told.path("findings").isEmpty()).isTrue();
        assertThat(told.path("checked").propertyStream()).extracting(Map.Entry::getKey).contains("tables", "indexes", "checksums", "invariants");
        ContainerStateTerminated wrong = database.jobs.end(database.jobs.begin("verify", "--expected", "/etc/dbops-files/wrong.yaml"));
        assertThat(wrong.getExitCode()).isEqualTo(3);
        assertThat(wrong.getMessage()).contains("exposure.public.still has 7 rows instead of 8");
    }

    @Test
    @Order(12)
    void givesACopyThePasswordsOfItsOwnSecretsAndTouchesNothingElse() {
        String leader = database.leader(GROUP);
        List<String> accounts = List.of("postgres on " + leader, "replicator on " + leader, "rewind on " + leader);
        ContainerStateTerminated unmarked = database.jobs.end(database.jobs.begin("restore-fix", "--passwords", "/etc/dbops-passwords"));
        assertThat(unmarked.getExitCode()).isEqualTo(3);
        assertThat(unmarked.getMessage()).contains("is not marked as a copy");
        Stream.of("postgres", "replicator", "rewind").forEach(role -> database.ask(leader, "ALTER ROLE " + role + " PASSWORD 'of the original'"));
        database.execute(leader, "patronictl", "edit-config", "--force", "--pg", "portal.copy_of=original");
        await().atMost(30, SECONDS).until(() -> database.ask(leader, "SELECT current_setting('portal.copy_of', true)").equals("original"));
        cluster.admin.resource(new SecretBuilder().withNewMetadata().withName("postgres-dbops-before").withNamespace(namespace).endMetadata()
            .addToStringData("superuser", "of the original").build()).create();
        assertThat(database.dbops("restore-fix", "--passwords", "/etc/dbops-passwords", "--before", "/etc/dbops-before").path("passwords").valueStream()
            .map(JsonNode::asString)).containsExactlyElementsOf(accounts);
        assertThat(database.dbops("restore-fix", "--passwords", "/etc/dbops-passwords").path("passwords").isEmpty()).isTrue();
    }
}
