package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Change;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One open watch: tells every change of some objects, one JSON line each, from a revision on. */
final class Watch implements AutoCloseable {

    private static final int BEHIND_AT_MOST = 10_000;
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);

    private static final Duration BEFORE_THE_END = Duration.ofSeconds(2);

    private final Store store;
    private final ApiKind kind;
    private final String namespace;
    private final Predicate<JsonNode> filter;
    private final boolean bookmarks;
    private final Duration lifetime;
    private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(BEHIND_AT_MOST);
    private final Runnable unlisten;
    private final List<ObjectNode> first = new ArrayList<>();
    /** Too far behind, or begun too long ago: the client has to list again. */
    private volatile boolean over;
    private long told;

    Watch(Store store, ApiKind kind, String namespace, Map<String, String> query) {
        this.store = store;
        this.kind = kind;
        this.namespace = namespace;
        filter = Reads.filter(kind, query);
        bookmarks = query.getOrDefault("allowWatchBookmarks", "false").equals("true");
        lifetime = Duration.ofSeconds(query.containsKey("timeoutSeconds")
                ? Long.parseLong(query.get("timeoutSeconds"))
                : ThreadLocalRandom.current().nextLong(1800, 3600));
        unlisten = store.alone(() -> begin(query));
    }

    private Runnable begin(Map<String, String> query) {
        long from = Long.parseLong(query.getOrDefault("resourceVersion", "0").isEmpty() ? "0" : query.getOrDefault("resourceVersion", "0"));
        told = store.revision();
        boolean initial = query.getOrDefault("sendInitialEvents", "false").equals("true");
        if (from == 0 || initial) {
            store.list(kind, namespace).stream().filter(filter).forEach(object -> first.add(event("ADDED", object)));
            if (initial) {
                first.add(initialEnd());
            }
        } else {
            var missed = store.since(from);
            if (missed.isEmpty()) {
                first.add(event("ERROR", ApiError.expired("too old resource version: " + from + " (" + told + ")").status()));
                over = true;
            }
            missed.stream().flatMap(List::stream).filter(this::concerns).map(this::event).filter(event -> !event.isEmpty()).forEach(first::add);
        }
        return store.listen(change -> {
            if (concerns(change) && !queue.offer(change)) {
                over = true;
            }
        });
    }

    /** Writes until the watch's time is over, the client is gone, or the server stops. @param silent while true nothing is told */
    void stream(OutputStream out, BooleanSupplier silent, BooleanSupplier stopped) throws IOException, InterruptedException {
        for (var event : first) {
            write(out, event);
        }
        out.flush();
        long end = System.nanoTime() + lifetime.toNanos();
        long bookmark = Math.min(System.nanoTime() + BOOKMARK_EVERY.toNanos(), end - BEFORE_THE_END.toNanos());
        if (bookmark < System.nanoTime()) {
            bookmark = Long.MAX_VALUE;
        }
        while (!over && !stopped.getAsBoolean() && System.nanoTime() < end) {
            var change = silent.getAsBoolean() ? pause() : queue.poll(500, TimeUnit.MILLISECONDS);
            if (change != null) {
                told = change.revision();
                write(out, event(change));
                out.flush();
            } else if (System.nanoTime() > bookmark && !silent.getAsBoolean()) {
                bookmark = System.nanoTime() + BOOKMARK_EVERY.toNanos();
                heartbeat(out);
            }
        }
    }

    private static Change pause() throws InterruptedException {
        Thread.sleep(100);
        return null;
    }

    private void heartbeat(OutputStream out) throws IOException {
        if (bookmarks) {
            write(out, bookmark());
        }
        out.flush();
    }

    private boolean concerns(Change change) {
        return change.key().kind().equals(kind) && (namespace.isEmpty() || change.key().namespace().equals(namespace));
    }

    /** To a watcher with a selector an object appears when it comes to match and goes when it ceases to. */
    private ObjectNode event(Change change) {
        boolean now = !change.deletion() && filter.test(change.object());
        boolean before = change.previous() != null && filter.test(change.previous());
        if (now) {
            return event(before ? "MODIFIED" : "ADDED", change.object());
        }
        if (!before) {
            return Json.object();
        }
        var last = change.previous().deepCopy();
        Json.in(last, "metadata").put("resourceVersion", Long.toString(change.revision()));
        return event("DELETED", last);
    }

    private static ObjectNode event(String type, ObjectNode object) {
        return Json.of("type", type).set("object", object);
    }

    private ObjectNode bookmark() {
        long revision = queue.isEmpty() ? store.revision() : told;
        var object = Json.of("kind", kind.kind(), "apiVersion", kind.apiVersion());
        object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        return event("BOOKMARK", object);
    }

    private ObjectNode initialEnd() {
        var event = bookmark();
        Json.in(event, "object.metadata.annotations").put("k8s.io/initial-events-end", "true");
        return event;
    }

    private static void write(OutputStream out, ObjectNode event) throws IOException {
        if (!event.isEmpty()) {
            out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        unlisten.run();
    }
}
