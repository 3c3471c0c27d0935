package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
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

/** What a switchover by a Job of dbops costs above `patronictl switchover`, typed by hand in a member; {@code bin/bench data} runs it. */
class SwitchoverBench {

    private static final String GROUP = "postgres";

    @Test
    void takesTurnsWithPatronictl() throws Exception {
        try (var cluster = new RealCluster()) {
            var database = new InstalledDatabase(cluster, Shape.PLAIN, "faults-" + UUID.randomUUID().toString().substring(0, 8), RealCluster.images(), _ -> {});
            database.install();
            await().atMost(180, SECONDS).untilAsserted(() -> assertThat(database.missing()).isEmpty());
            List<Double> jobs = new ArrayList<>();
            List<Double> own = new ArrayList<>();
            List<Double> typed = new ArrayList<>();
            List<Double> followed = new ArrayList<>();
            for (int round = 0; round < Integer.getInteger("bench.rounds", 5); round++) {
                settle(database);
                long began = System.nanoTime();
                own.add(database.dbops("switchover", "--from", database.leader(GROUP)).path("followed_after_ms").asDouble() / 1_000);
                jobs.add(since(began));
                settle(database);
                String old = database.leader(GROUP);
                began = System.nanoTime();
                type(database, old);
                typed.add(since(began));
                await().pollInterval(200, MILLISECONDS).atMost(60, SECONDS).until(() -> isFollowedBy(database, old));
                followed.add(since(began));
            }
            tell("dbops, until the old leader follows: %s s by its own clock; %s s from asking for the Job until its result is there", own, jobs);
            tell("patronictl switchover by kubectl exec: returns after %s s; the old leader follows after %s s", typed, followed);
            tell("ratio of the medians, until the old leader follows: with the Job's start %.2f, without %.2f", median(jobs) / median(followed), median(own) / median(followed));
            tell("ratio of the medians, against the moment at which patronictl returns: with the Job's start %.2f, without %.2f", median(jobs) / median(typed),
                median(own) / median(typed));
        }
    }

    private static void tell(String what, Object... numbers) {
        System.out.print("\nBENCH " + String.format(Locale.ROOT, what, numbers) + "\n");
    }

    private static void settle(InstalledDatabase database) {
        await().atMost(120, SECONDS).untilAsserted(() -> assertThat(database.flaws()).isEmpty());
    }

    private static boolean isFollowedBy(InstalledDatabase database, String member) {
        return database.ask(database.leader(GROUP), "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name = '" + member + "'").equals("1");
    }

    private static void type(InstalledDatabase database, String leader) throws Exception {
        RealCluster.run(Path.of("kubectl"), "exec", "--namespace", database.namespace, leader, "--container", "postgres", "--", "patronictl", "switchover", GROUP,
            "--leader", leader, "--force"); // no candidate, as dbops names none
        assertThat(database.leader(GROUP)).isNotEqualTo(leader);
    }

    private static double since(long began) {
        return Math.round((System.nanoTime() - began) / 1e7) / 100.0;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
