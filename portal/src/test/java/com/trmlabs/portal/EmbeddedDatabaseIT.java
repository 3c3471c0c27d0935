package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.DatabaseAccess.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {

    @TempDir
    Path folder;

    @Test
    void keepsWhatAKilledPortalHadCommitted() throws Exception {
        var output = folder.resolve("output");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var portal = new ProcessBuilder(java, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                        Killed.class.getName(), data().toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(portal.waitFor()).as("ended by SIGKILL: " + Files.readString(output)).isEqualTo(137);
        var orphan = Long.parseLong(Files.readAllLines(data().resolve("data/postmaster.pid")).getFirst().strip());
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (var database = new EmbeddedDatabase(data()); var owner = connect(database.access(), database.access().owner())) {
            assertThat(value(owner, "select count(*) from kept")).isEqualTo("1");
            assertThat(ProcessHandle.of(orphan)).isEmpty();
            assertThat(value(owner, "show fsync")).isEqualTo("on");
            assertThat(value(owner, "show synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void leavesTheDatabaseOfARunningPortalAlone() throws Exception {
        try (var database = new EmbeddedDatabase(data()); var owner = connect(database.access(), database.access().owner())) {
            assertThatThrownBy(() -> new EmbeddedDatabase(data())).isInstanceOf(SettingRefused.class).hasMessageContaining("another portal is running");
            assertThat(value(owner, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void asksEverybodyForAPassword() throws Exception {
        try (var database = new EmbeddedDatabase(data())) {
            var access = database.access();
            assertThatThrownBy(() -> connect(access, new Login("postgres", "guess"))).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connect(access, new Login(access.owner().user(), "guess"))).isInstanceOf(SQLException.class);
        }
    }

    private Path data() {
        return folder.resolve("postgres");
    }

    private static Connection connect(DatabaseAccess access, Login login) throws SQLException {
        return DriverManager.getConnection(access.url(), login.user(), login.password());
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** A portal that commits a row and is killed at once. */
    static final class Killed {

        public static void main(String[] arguments) throws Exception {
            var database = new EmbeddedDatabase(Path.of(arguments[0]));
            try (var connection = connect(database.access(), database.access().owner()); var statement = connection.createStatement()) {
                statement.execute("create table kept (id int)");
                statement.execute("insert into kept values (1)");
            }
            new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start().waitFor();
        }
    }
}
