package com.trmlabs.portal.realparts;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Programs that a test needs around the portal; they run in the project's root and end with the test at the latest. */
final class Command {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Command() {}

    /** Waits for its end and answers what it printed. */
    static String run(Map<String, String> environment, String... words) {
        try {
            Process process = builder(environment, words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String printed = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " ended with " + process.exitValue() + ": " + printed);
            }
            return printed;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Leaves it running; what it says is under target. */
    static Process start(String name, Map<String, String> environment, String... words) {
        try {
            Process process = builder(environment, words).redirectErrorStream(true)
                    .redirectOutput(Path.of("target", name + ".log").toFile()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Until a portal of this name, as it was started, says that it is ready. */
    static void awaitReady(Process process, String name, String url, Duration patience) {
        RestClient health = RestClient.create(url);
        await("a portal that is ready; see target/" + name + ".log").atMost(patience).pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(RestClientException.class)
                .failFast("The portal ended; see target/" + name + ".log", () -> !process.isAlive())
                .until(() -> health.get().uri("/actuator/health/readiness").retrieve().toBodilessEntity().getStatusCode().is2xxSuccessful());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ProcessBuilder builder(Map<String, String> environment, String... words) {
        var builder = new ProcessBuilder(words).directory(ROOT.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }
}
