package com.trmlabs.portal.rehearsal.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The script that adds and removes nodes of the real cluster on this machine; one call at a time. */
final class NodeScript {

    private static final int MINUTES = 5;

    private final Path script;

    NodeScript(Path script) {
        this.script = script;
    }

    synchronized void add(String node, String zone, String pool) {
        run("node", "add", node, zone, pool);
    }

    synchronized void remove(String node) {
        run("node", "remove", node);
    }

    private void run(String... arguments) {
        try {
            var log = Files.createTempFile("rehearsal-nodes", ".log");
            var command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList();
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            var inTime = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!inTime) {
                process.destroyForcibly();
            }
            if (!inTime || process.exitValue() != 0) {
                throw new IllegalStateException(failure(command, inTime, log));
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while nodes were changing", e);
        }
    }

    private static String failure(List<String> command, boolean inTime, Path log) throws IOException {
        var said = Files.readString(log, StandardCharsets.UTF_8);
        return String.join(" ", command) + (inTime ? " failed" : " took more than " + MINUTES + " minutes") + ": " + said.strip();
    }
}
