package com.trmlabs.portal.realparts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

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

    private static ProcessBuilder builder(Map<String, String> environment, String... words) {
        var builder = new ProcessBuilder(words).directory(ROOT.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }
}
