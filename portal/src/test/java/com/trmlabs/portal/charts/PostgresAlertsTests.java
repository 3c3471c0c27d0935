package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The alerts as Prometheus evaluates them: on the measurements of a database that is well for hours, but for what a line changes. */
@Tag("promtool")
class PostgresAlertsTests {

    /** Of the three members of each group: the leader, its synchronous standby, and another one. */
    private static final String WELL = """
        patroni_primary                                     | 1        | 0        | 0
        patroni_sync_standby                                | 0        | 1        | 0
        patroni_quorum_standby                              | 0        | 0        | 0
        patroni_postgres_streaming                          | 0        | 1        | 1
        patroni_dcs_last_seen                               | now      | now      | now
        patroni_pending_restart                             | 0        | 0        | 0
        patroni_is_paused                                   | 0        | 0        | 0
        pg_up                                               | 1        | 1        | 1
        pg_standby_lag_bytes member="GROUP-1"               | 0        | gone     | gone
        pg_standby_lag_seconds member="GROUP-1"             | 0        | gone     | gone
        pg_slot_retained_bytes slot="any"                   | 0        | 0        | 0
        pg_connections_used                                 | 0        | 0        | 0
        pg_connections_most                                 | 100      | 100      | 100
        pg_transactions_oldest_seconds                      | 0        | 0        | 0
        pg_horizon_age                                      | 0        | 0        | 0
        pg_horizon_multixact_age                            | 0        | 0        | 0
        pg_database_checksum_failures database="exposure"   | 0        | 0        | 0
        pg_archive_failing                                  | 0        | gone     | gone
        pg_prepared_oldest_seconds                          | 0        | 0        | 0
        pg_citus_node_active group="NODE"                   | 1        | 1        | 1
        pg_citus_node_synced group="NODE"                   | 1        | 1        | 1
        pg_citus_node_active group="9"                      | gone     | gone     | gone
        member_volume_size_bytes                            | 100      | 100      | 100
        member_volume_free_bytes                            | 100      | 100      | 100
        member_certificate_end_seconds file="ca.crt"        | 90000000 | 90000000 | 90000000
        member_certificate_end_seconds file="tls.crt"       | 90000000 | 90000000 | 90000000
        member_certificate_end_seconds file="pooler"        | 90000000 | 90000000 | 90000000
        member_pooler_up                                    | 1        | 1        | 1
        member_newest_backup_seconds                        | now      | now      | now
        """;

    /** An example; which measurements are changed; what they are while nothing fires, and when exactly these alerts do. */
    private static final String CHANGES = """
        production | patroni_primary.*-0"                   | 1            | 0            | PostgresLeaderMissing group=postgres
        production | patroni_primary.*-1"                   | 0            | 1            | PostgresLeaderMissing group=postgres
        citus      | patroni_primary.*"postgres-3-0"        | 1            | 0            | PostgresLeaderMissing group=postgres-3
        production | .*                                     | -            | gone         | PostgresLeaderMissing group=postgres & PostgresNotMeasured group=postgres
        citus      | .*pod="postgres-2-.*                   | -            | gone         | PostgresLeaderMissing group=postgres-2 & PostgresNotMeasured group=postgres-2
        citus      | patroni.*pod="postgres-0-.*            | -            | gone         | PostgresLeaderMissing group=postgres-0
        citus      | pg_.*pod="postgres-4-.*                | -            | gone         | PostgresNotMeasured group=postgres-4
        production | pg_up.*-2"                             | 1            | 0            | PostgresNotMeasured group=postgres
        production | pg_.*-2"}                              | -            | gone         | PostgresNotMeasured group=postgres
        citus      | .*pod="postgres-1-2"                   | -            | gone         | PostgresStandbyOff group=postgres-1 & PostgresNotMeasured group=postgres-1
        production | patroni_postgres_streaming.*-2"        | 1            | 0            | PostgresStandbyOff group=postgres
        production | patroni_sync_standby.*-1"              | 1            | 0            | PostgresStandbyMissing group=postgres
        citus      | patroni_sync_standby.*"postgres-4-1"   | 1            | 0            | PostgresStandbyMissing group=postgres-4
        production | patroni_dcs_last_seen.*-1"             | now          | 0            | PostgresApiServerUnseen name=postgres-1 pod=postgres-1
        production | pg_standby_lag_bytes.*-0"}             | 16777216     | 16777217     | PostgresStandbyBehind member=postgres-1 pod=postgres-0
        production | pg_standby_lag_seconds.*-0"}           | 30           | 31           | PostgresStandbyBehind member=postgres-1 pod=postgres-0
        production | pg_slot_retained_bytes.*-0"            | 192413696000 | 192413696001 | PostgresSlotHoldsWal slot=any pod=postgres-0
        citus      | pg_slot_retained_bytes.*"postgres-0-0" | 37580963840  | 37580963841  | PostgresSlotHoldsWal slot=any pod=postgres-0-0
        citus      | pg_slot_retained_bytes.*"postgres-4-0" | 192413696000 | 192413696001 | PostgresSlotHoldsWal slot=any pod=postgres-4-0
        production | member_volume_free.*-2"                | 20           | 19           | PostgresVolumeFills pod=postgres-2
        production | pg_connections_used.*-0"               | 80           | 81           | PostgresConnectionsRunOut pod=postgres-0
        production | pg_transactions_oldest.*-0"            | 900          | 901          | PostgresTransactionStaysOpen pod=postgres-0
        production | pg_horizon_age.*-0"                    | 500000000    | 500000001    | PostgresHorizonStandsStill pod=postgres-0
        production | pg_horizon_multixact_age.*-0"          | 800000000    | 800000001    | PostgresHorizonStandsStill pod=postgres-0
        production | pg_database_checksum_failures.*-2"     | 7            | 0+1          | PostgresPageDamaged database=exposure pod=postgres-2
        production | patroni_pending_restart.*-1"           | 0            | 1            | PostgresRestartPending name=postgres-1 pod=postgres-1
        production | patroni_is_paused.*-1"                 | 0            | 1            | PostgresFailoverPaused name=postgres-1 pod=postgres-1
        production | member_certificate_end.*"tls.crt".*-1" | 1738800      | 1735199      | PostgresCertificateEnds file=tls.crt pod=postgres-1
        production | member_certificate_end.*"pooler".*-1"  | 1738800      | 1735199      | PostgresCertificateEnds file=pooler pod=postgres-1
        production | member_certificate_end.*"ca.crt".*-1"  | 25930800     | 25927199     | PostgresCertificateEnds file=ca.crt pod=postgres-1
        production | member_pooler_up.*-1"                  | 1            | 0            | PostgresPoolerDown
        production | member_newest_backup.*-1"              | -97200       | -99200       | PostgresBackupOverdue pod=postgres-1
        production | pg_archive_failing.*-0"}               | 0            | 1            | PostgresArchiveFails pod=postgres-0
        citus      | pg_citus_node_active.*group="3".*-0-0" | 1            | 0            | PostgresCitusNodeOff group=3 pod=postgres-0-0
        citus      | pg_citus_node_synced.*group="3".*-0-0" | 1            | 0            | PostgresCitusNodeOff group=3 pod=postgres-0-0
        citus      | pg_citus_node.*group="3".*             | -            | gone         | PostgresCitusNodeOff group=3
        citus      | pg_citus_node_active.*group="9".*-0-0" | gone         | 1            | PostgresCitusNodeOff group=9
        citus      | pg_prepared_oldest.*"postgres-2-0"     | 120          | 121          | PostgresCitusTransactionStays pod=postgres-2-0
        """;

    private static final int STEP = 240; // seconds: less than Prometheus looks back
    private static final int HOURS = 3;
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");
    private static final Pattern TOLD = Pattern.compile("(\\w+)=([^ ]+)");
    private static final String FIRING = "count by (alertname, group, name, pod, slot, member, file, database) (ALERTS{alertstate=\"firing\"})";

    private static final Map<String, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

    private record Change(String example, String measurements, String well, String ill, List<String> alerts) {}

    @TempDir
    Path folder;

    static Stream<Change> changes() {
        return CHANGES.lines().map(line -> line.split(" *\\| *")).map(cells -> new Change(cells[0], cells[1], cells[2], cells[3], List.of(cells[4].split(" & "))));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void fires(Change change) throws Exception {
        List<JsonNode> rendered = rendered(change.example);
        int hours = HOURS + (change.alerts.getFirst().startsWith(longest(rules(rendered))) ? 24 : 0);
        ObjectNode ill = test(hours, measured(rendered, change.measurements, change.ill), change.alerts);
        evaluate(change.example, change.well.equals("-") ? List.of(ill) : List.of(test(hours, measured(rendered, change.measurements, change.well), List.of()), ill));
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "citus"})
    void areQuietWhileAllIsWell(String example) throws Exception {
        evaluate(example, List.of(test(HOURS, measured(rendered(example), "", "-"), List.of())));
    }

    private void evaluate(String example, List<ObjectNode> tests) throws Exception {
        ObjectNode groups = ServiceFolder.YAML.createObjectNode();
        groups.putArray("groups").addObject().put("name", "postgres").putArray("rules").addAll(rules(rendered(example)));
        ServiceFolder.YAML.writeValue(folder.resolve("rules.yaml"), groups);
        ObjectNode all = ServiceFolder.YAML.createObjectNode().put("evaluation_interval", STEP + "s");
        all.putArray("rule_files").add("rules.yaml");
        all.putArray("tests").addAll(tests);
        ServiceFolder.YAML.writeValue(folder.resolve("tests.yaml"), all);
        RealCluster.run(Path.of("promtool"), "test", "rules", folder.resolve("tests.yaml").toString());
    }

    @Test
    void areEachTriedAndNameWhatTheyTell() {
        Map<String, String> tried = changes().flatMap(change -> change.alerts.stream()).collect(Collectors.toMap(alert -> alert.split(" ")[0], alert -> alert,
            (one, other) -> one.length() < other.length() ? one : other));
        List<JsonNode> rules = Stream.of("production", "citus").flatMap(example -> rules(rendered(example)).stream()).toList();
        assertThat(rules).extracting(rule -> rule.path("alert").asString()).containsOnly(tried.keySet().toArray(String[]::new));
        assertThat(rules).allSatisfy(rule -> assertThat(LABEL.matcher(rule.at("/annotations/summary").asString()).results().map(found -> found.group(1)))
            .allSatisfy(label -> assertThat(tried.get(rule.path("alert").asString())).contains(" " + label + "=")));
    }

    private static List<JsonNode> rendered(String example) {
        return RENDERED.computeIfAbsent(example, once -> {
            try {
                return ServiceFolder.of("postgres").render(PostgresChartTests.example(once));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    private static List<JsonNode> rules(List<JsonNode> rendered) {
        return rendered.stream().filter(object -> object.path("kind").asString().equals("Rules")).flatMap(rules -> rules.at("/spec/groups/0/rules").valueStream()).toList();
    }

    /** The one that waits for a day */
    private static String longest(List<JsonNode> rules) {
        return rules.stream().filter(rule -> rule.path("for").asString("").equals("24h")).map(rule -> rule.path("alert").asString()).findFirst().orElseThrow();
    }

    private static ObjectNode test(int hours, Map<String, String> measured, List<String> alerts) {
        ObjectNode test = ServiceFolder.YAML.createObjectNode().put("interval", STEP + "s");
        measured.forEach((series, value) -> test.withArray("/input_series").addObject().put("series", series).put("values", values(value, hours)));
        ObjectNode expected = test.putArray("promql_expr_test").addObject().put("expr", FIRING).put("eval_time", hours + "h");
        expected.putArray("exp_samples").addAll(alerts.stream().map(PostgresAlertsTests::sample).toList());
        return test;
    }

    private static ObjectNode sample(String alert) {
        String labels = Stream.concat(Stream.of("alertname=\"%s\"".formatted(alert.split(" ")[0])),
            TOLD.matcher(alert).results().map(told -> "%s=\"%s\"".formatted(told.group(1), told.group(2)))).collect(Collectors.joining(", ", "{", "}"));
        return ServiceFolder.YAML.createObjectNode().put("labels", labels).put("value", 1);
    }

    /** Series and their values, with others in place of those that the pattern fits. */
    private static Map<String, String> measured(List<JsonNode> rendered, String pattern, String changed) {
        List<String> groups = rendered.stream().filter(object -> object.path("kind").asString().equals("StatefulSet"))
            .map(group -> group.at("/metadata/name").asString()).toList();
        Map<String, String> measured = new LinkedHashMap<>();
        groups.forEach(group -> WELL.lines().map(line -> line.split(" *\\| *")).forEach(cells -> IntStream.range(0, 3).forEach(member ->
            series(cells[0], group, member, groups.size()).forEach(series -> measured.put(series, cells[member + 1])))));
        if (!changed.equals("-")) {
            assertThat(measured.keySet()).anyMatch(series -> series.matches(pattern + ".*"));
            measured.replaceAll((series, values) -> series.matches(pattern + ".*") ? changed : values);
        }
        measured.values().removeIf("gone"::equals);
        return measured;
    }

    /** One; of Citus' nodes one for each of them, and none where there is no Citus. */
    private static Stream<String> series(String metric, String group, int member, int groups) {
        String[] words = metric.replace("GROUP", group).split(" ");
        String pod = group + "-" + member;
        String labels = "namespace=\"postgres\"" + (words.length > 1 ? "," + words[1] : "") + (metric.startsWith("patroni_") ? ",name=\"" + pod + "\"" : "");
        String series = "%s{%s,pod=\"%s\"}".formatted(words[0], labels, pod);
        return series.contains("NODE") ? IntStream.range(0, groups == 1 ? 0 : groups).mapToObj(node -> series.replace("NODE", "" + node)) : Stream.of(series);
    }

    /** As promtool writes them: the first one, what is added each time, and how often. */
    private static String values(String value, int hours) {
        String growing = value.equals("now") ? "0+" + STEP : value.contains("+") ? value : value + "+0";
        return growing + "x" + hours * 3600 / STEP;
    }
}
