package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a switchover by a Job of dbops costs above `patronictl switchover`, typed by hand in a member; {@code bin/bench data} runs it. */
class SwitchoverBench {

    @Test
    void takesTurnsWithPatronictl() throws Exception {
        try (var cluster = new RealCluster()) {
            var database = new InstalledDatabase(cluster, "faults-" + UUID.randomUUID().toString().substring(0, 8), RealCluster.images(), _ -> {});
            database.install();
            await().atMost(180, SECONDS).untilAsserted(() -> assertThat(database.missing()).isEmpty());
            List<Double> jobs = new ArrayList<>();
            List<Double> written = new ArrayList<>();
            List<Double> followed = new ArrayList<>();
            List<Double> typed = new ArrayList<>();
            for (int round = 0; round < Integer.getInteger("bench.rounds", 5); round++) {
                JsonNode[] told = new JsonNode[1];
                jobs.add(seconds(database, () -> told[0] = database.dbops("switchover", "--from", database.leader())));
                written.add(told[0].path("writes_after_ms").asDouble() / 1_000);
                followed.add(told[0].path("followed_after_ms").asDouble() / 1_000);
                typed.add(seconds(database, () -> typed(database)));
            }
            System.out.printf(Locale.ROOT, "BENCH dbops, Job asked for until its result is there: %s s; by its own clock until a write was committed: %s s, until the old"
                + " leader follows: %s s%nBENCH patronictl switchover by kubectl exec: %s s%n", jobs, written, followed, typed);
            System.out.printf(Locale.ROOT, "BENCH ratio of the medians: with the Job's start %.2f, without %.2f (a write is committed), %.2f (the old leader follows)%n",
                median(jobs) / median(typed), median(written) / median(typed), median(followed) / median(typed));
        }
    }

    private static void typed(InstalledDatabase database) throws Exception {
        String leader = database.leader();
        RealCluster.run(Path.of("kubectl"), "exec", "--namespace", database.namespace, leader, "--container", "postgres", "--", "patronictl", "switchover", "postgres",
            "--leader", leader, "--candidate", database.synchronous().getFirst(), "--force");
        assertThat(database.leader()).isNotEqualTo(leader);
    }

    private static double seconds(InstalledDatabase database, Act work) throws Exception {
        await().atMost(120, SECONDS).untilAsserted(() -> assertThat(database.flaws()).isEmpty());
        long began = System.nanoTime();
        work.run();
        return Math.round((System.nanoTime() - began) / 1e7) / 100.0;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
