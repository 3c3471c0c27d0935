package com.trmlabs.portal.realparts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the programs say on a machine that lacks what they need. */
class FreshMachineTests {

    private static final Path BIN = Command.ROOT.resolve("bin");
    private static final List<String> TOOLS = List.of("bash", "sh", "cat", "dirname", "find", "head", "mkdir", "readlink", "sed", "uname");
    private static final List<String> JDKS_OF_THE_MACHINE = List.of("/usr/lib/jvm/", "/opt/");

    /** How a program ended. */
    private record End(int status, String said) {}

    @TempDir Path machine;

    /** The programs as they are, but for the folders that JDKs are looked for in: those of a machine without any. */
    @BeforeEach
    void copiesThePrograms() throws IOException {
        Files.createDirectories(machine.resolve("project/bin"));
        Files.createDirectories(machine.resolve("path"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(machine.resolve("path/" + tool), Path.of("/usr/bin", tool));
        }
        for (String program : List.of("portal", "build", "test")) {
            Files.copy(BIN.resolve(program), machine.resolve("project/bin/" + program));
        }
        String jdk = Files.readString(BIN.resolve("jdk"));
        for (String folder : JDKS_OF_THE_MACHINE) {
            assertThat(jdk).contains(folder + "*");
            jdk = jdk.replace(folder + "*", machine + folder + "*");
        }
        program("project/bin/jdk", jdk);
    }

    @ParameterizedTest
    @ValueSource(strings = {"portal", "build", "test"})
    void nameAMissingJdkAndStop(String program) throws IOException, InterruptedException {
        End end = run(program, Map.of());

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.said()).startsWith("JDK 25 is missing. Looked").contains("\nInstall one, e.g. Temurin 25").hasLineCount(2);
    }

    @Test
    void saysWhichOlderJdkIsThere() throws IOException, InterruptedException {
        javac("old", "17.0.15");

        assertThat(run("portal", Map.of("JAVA_HOME", machine + "/old"))).satisfies(end -> {
            assertThat(end.status()).isEqualTo(1);
            assertThat(end.said()).contains("JDK 25 is missing", "Found only others: " + machine + "/old has 17.0.15.").hasLineCount(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.3", "26-ea"})
    void takesANewerJdkThatIsNotTheFirst(String version) throws IOException, InterruptedException {
        javac("old", "1.8.0_392");
        javac("usr/lib/jvm/temurin-25", version);

        assertThat(run("jdk", Map.of("JAVA_HOME", machine + "/old"))).isEqualTo(new End(0, machine + "/usr/lib/jvm/temurin-25\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"portal", "build"})
    void nameAMissingMavenAndStop(String program) throws IOException, InterruptedException {
        javac("opt/jdk-25", "25.0.3");

        End end = run(program, Map.of());

        assertThat(end.status()).isEqualTo(1);
        assertThat(end.said()).isEqualTo("bin/build: Maven is missing: it builds the portal. Install it (Debian package maven), and run this again\n");
    }

    private void javac(String home, String version) throws IOException {
        program(home + "/bin/javac", "#!/bin/sh\necho javac " + version + "\n");
    }

    private void program(String name, String text) throws IOException {
        Path file = machine.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private End run(String program, Map<String, String> environment) throws IOException, InterruptedException {
        var all = new HashMap<>(environment);
        all.putAll(Map.of("PATH", machine + "/path", "HOME", machine.toString(), "SERVER_PORT", String.valueOf(Command.freePort())));
        var words = Stream.concat(Stream.of("/usr/bin/env", "-i"), all.entrySet().stream().map(Map.Entry::toString));
        var builder = new ProcessBuilder(Stream.concat(words, Stream.of(machine + "/project/bin/" + program)).toList());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new End(process.waitFor(), said);
    }
}
