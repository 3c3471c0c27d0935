package com.trmlabs.portal.rehearsal.kubernetes.store;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every write as a line of a file, written before the write is answered: what a killed process has answered is there at the
 * next start. A line that was cut off by the kill was never answered and is dropped.
 */
final class Journal implements AutoCloseable {

    private static final long COMPACT_AT_BYTES = 32L << 20;

    private final Path file;
    // not a channel: an interrupted writer would close it for everybody
    private FileOutputStream out;
    private long length;

    Journal(Path folder) throws IOException {
        Files.createDirectories(folder);
        file = folder.resolve("objects.jsonl");
        out = open();
    }

    /** Reads the lines back, oldest first. */
    void replay(Consumer<JsonNode> line) throws IOException {
        try (var lines = Files.lines(file)) {
            var iterator = lines.iterator();
            while (iterator.hasNext()) {
                try {
                    line.accept(Json.MAPPER.readTree(iterator.next()));
                } catch (JacksonException e) {
                    return;
                }
            }
        }
    }

    void append(Change change) {
        length += write(out, line(change.revision(), change.key(), change.deletion() ? null : change.object()));
    }

    boolean isLong() {
        return length > COMPACT_AT_BYTES;
    }

    /** Replaces the journal by one that only tells what there is now. */
    void compact(long revision, Stream<Change> objects) {
        var fresh = file.resolveSibling("objects.jsonl.new");
        try {
            try (var target = new FileOutputStream(fresh.toFile())) {
                write(target, Json.object().put("r", revision));
                objects.forEach(change -> write(target, line(change.revision(), change.key(), change.object())));
                target.getFD().sync();
            }
            out.close();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            out = open();
            length = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileOutputStream open() throws IOException {
        return new FileOutputStream(file.toFile(), true);
    }

    private static ObjectNode line(long revision, Key key, @Nullable ObjectNode object) {
        var line = Json.object().put("r", revision).put("v", key.kind().apiVersion()).put("k", key.kind().kind());
        line.put("s", key.namespace()).put("n", key.name());
        return object == null ? line : line.set("o", object);
    }

    private static int write(FileOutputStream target, ObjectNode line) {
        try {
            var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            target.write(bytes);
            return bytes.length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
