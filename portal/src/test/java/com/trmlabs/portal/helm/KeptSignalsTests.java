package com.trmlabs.portal.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class KeptSignalsTests {

    /** A process of its own that renders a chart and then waits. */
    static final class Rendering {

        public static void main(String[] arguments) throws InterruptedException {
            new HelmCharts().render(Path.of("src/test/resources/charts/small"), "demo", "shop",
                    (ObjectNode) JsonMapper.shared().readTree("{\"image\": \"registry/small:1\"}"), "1.35.0");
            System.out.println("rendered");
            Thread.currentThread().join();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130", "HUP,129"})
    void endsOnASignalAfterItHasRendered(String signal, int exit) throws IOException, InterruptedException {
        var process = start();
        try (var said = process.inputReader()) {
            await(said, "rendered");
            send(process, signal);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(exit);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void tellsItsThreadsAfterItHasRendered() throws IOException, InterruptedException {
        var process = start();
        try (var said = process.inputReader()) {
            await(said, "rendered");
            send(process, "QUIT");
            await(said, "Full thread dump");
        } finally {
            process.destroyForcibly();
        }
    }

    /** With the signals as they are for a program in front: shells have what runs in the background ignore some. */
    private static Process start() throws IOException {
        return new ProcessBuilder("env", "--default-signal", System.getProperty("java.home") + "/bin/java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Rendering.class.getName()).redirectErrorStream(true).start();
    }

    private static void send(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    private static void await(BufferedReader said, String words) {
        assertThat(said.lines().anyMatch(line -> line.contains(words))).as(words).isTrue();
    }
}
