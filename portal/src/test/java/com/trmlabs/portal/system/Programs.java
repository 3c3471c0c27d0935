package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs the project's own scripts. */
final class Programs {

    private Programs() {}

    static String output(Path program, String... arguments) {
        try {
            Path log = Files.createTempFile(program.getFileName().toString(), ".log");
            Process process = begin(log, program, arguments);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            assertThat(code).as("%s %s: %s", program, String.join(" ", arguments), Files.readString(log)).isZero();
            Files.delete(log);
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static Process begin(Path log, Path program, String... arguments) throws IOException {
        var command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        return new ProcessBuilder(command).redirectError(log.toFile()).start();
    }
}
