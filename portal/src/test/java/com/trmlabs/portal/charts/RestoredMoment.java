package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rows that go by mistake, and docs/runbooks/postgres-restore.md, which brings them back on this machine, carried out as it stands. */
record RestoredMoment(UnaryOperator<String> client, UnaryOperator<String> leader) {

    static final int ROWS = 1000;
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    /**
     * A backup has to be there.
     *
     * @param work an empty folder of the members' account
     * @param repository the lines of pgBackRest's configuration that say where the backups are
     */
    List<String> bringBack(Path work, String repository) throws Exception {
        assertThat(new File("/usr/bin/pgbackrest")).as("pgBackRest on this machine: apt-get install pgbackrest").exists();
        client.apply("CREATE TABLE kept AS SELECT generate_series(1, " + ROWS + ") AS n");
        String moment = client.apply("SELECT clock_timestamp()");
        client.apply("SELECT pg_sleep(1)");
        client.apply("DELETE FROM kept");
        String last = leader.apply("SELECT pg_walfile_name(pg_switch_wal())");
        await().atMost(60, SECONDS).until(() -> leader.apply("SELECT last_archived_wal >= '" + last + "' FROM pg_stat_archiver").equals("t"));
        RealCluster.run(Path.of("/usr/bin/setpriv"), "--reuid=" + BackupFolder.ACCOUNT, "--regid=" + BackupFolder.ACCOUNT, "--clear-groups", "env", "WORK=" + work,
            "MOMENT=" + moment, "REPOSITORY=" + repository, "bash", "-euo", "pipefail", "-c", commands());
        String dump = RealCluster.run(Path.of("/usr/bin/pg_restore"), "--data-only", "--table=kept", "--file=-", work.resolve("exposure.dump").toString());
        return dump.lines().filter(line -> line.matches("[0-9]+")).toList();
    }

    private static String commands() throws IOException {
        return COMMANDS.matcher(Files.readString(Path.of("../docs/runbooks/postgres-restore.md"))).results().map((MatchResult block) -> block.group(1))
            .collect(Collectors.joining("\n"));
    }
}
