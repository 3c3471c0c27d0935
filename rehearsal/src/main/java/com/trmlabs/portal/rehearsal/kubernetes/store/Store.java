package com.trmlabs.portal.rehearsal.kubernetes.store;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of one cluster with one count of revisions for all, their history of the last minutes, and their journal on
 * disk. Objects that are handed out are never changed: whoever changes one works on a copy and puts it back.
 */
public final class Store implements AutoCloseable {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int REMEMBERED_CHANGES = 20_000;

    private final Kinds kinds;
    private final Clock clock;
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ApiKind, TreeMap<Key, ObjectNode>> objects = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    /** Not 0: that means any, and not 1: to watch from there is how clients ask for what is long gone. */
    private long revision = 100;
    private long forgotten;

    public Store(Path folder, Kinds kinds, Clock clock) {
        this.kinds = kinds;
        this.clock = clock;
        try {
            journal = new Journal(folder);
            journal.replay(this::restore);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        journal.compact(revision, current());
        forgotten = revision;
    }

    private void restore(JsonNode line) {
        revision = Math.max(revision, line.path("r").asLong());
        kinds.byKind(Json.text(line, "v"), Json.text(line, "k")).ifPresent(kind -> {
            var key = new Key(kind, Json.text(line, "s"), Json.text(line, "n"));
            if (line.get("o") instanceof ObjectNode object) {
                of(kind).put(key, object);
            } else {
                of(kind).remove(key);
            }
        });
    }

    /** Does several reads and writes as one. */
    public <T> T alone(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    public long revision() {
        return alone(() -> revision);
    }

    public Optional<ObjectNode> get(Key key) {
        return alone(() -> Optional.ofNullable(of(key.kind()).get(key)));
    }

    /** In order of namespace and name. @param namespace empty for all */
    public List<ObjectNode> list(ApiKind kind, String namespace) {
        return alone(() -> within(of(kind), namespace));
    }

    /** As {@link #list}, as it was at an earlier revision; absent when that is too long ago. */
    public Optional<List<ObjectNode>> listAt(ApiKind kind, String namespace, long then) {
        return alone(() -> {
            if (then < forgotten || then > revision) {
                return Optional.empty();
            }
            var past = new TreeMap<>(of(kind));
            history.descendingIterator().forEachRemaining(change -> {
                if (change.revision() > then && change.key().kind().equals(kind)) {
                    undo(past, change);
                }
            });
            return Optional.of(within(past, namespace));
        });
    }

    /** The changes after a revision; absent when they are not remembered any more. */
    public Optional<List<Change>> since(long then) {
        return alone(() -> then < forgotten
                ? Optional.empty()
                : Optional.of(history.stream().filter(change -> change.revision() > then).toList()));
    }

    /** Writes the object and gives it the next revision. */
    public ObjectNode put(Key key, ObjectNode object) {
        return alone(() -> {
            var previous = of(key.kind()).get(key);
            revision++;
            Json.in(object, "metadata").put("resourceVersion", Long.toString(revision));
            of(key.kind()).put(key, object);
            record(new Change(revision, clock.instant(), key, false, object, previous));
            return object;
        });
    }

    /** Takes the object away for good. */
    public void remove(Key key) {
        alone(() -> {
            var previous = of(key.kind()).remove(key);
            if (previous != null) {
                revision++;
                var last = previous.deepCopy();
                Json.in(last, "metadata").put("resourceVersion", Long.toString(revision));
                record(new Change(revision, clock.instant(), key, true, last, previous));
            }
            return revision;
        });
    }

    /** Tells of every change, in order, from the thread that makes it; listeners have to be quick. */
    public Runnable listen(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void record(Change change) {
        journal.append(change);
        history.addLast(change);
        var oldest = change.at().minus(REMEMBERED);
        while (history.size() > REMEMBERED_CHANGES || history.getFirst().at().isBefore(oldest)) {
            forgotten = history.removeFirst().revision();
        }
        if (journal.isLong()) {
            journal.compact(revision, current());
        }
        listeners.forEach(listener -> listener.accept(change));
    }

    private Stream<Change> current() {
        var all = new ArrayList<Change>();
        objects.values().forEach(map -> map.forEach((key, object) ->
                all.add(new Change(Long.parseLong(Json.text(object, "metadata.resourceVersion")), clock.instant(), key, false, object, null))));
        return all.stream();
    }

    private TreeMap<Key, ObjectNode> of(ApiKind kind) {
        return objects.computeIfAbsent(kind, ignored -> new TreeMap<>());
    }

    private static List<ObjectNode> within(TreeMap<Key, ObjectNode> all, String namespace) {
        return all.entrySet().stream()
                .filter(entry -> namespace.isEmpty() || entry.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static void undo(TreeMap<Key, ObjectNode> past, Change change) {
        if (change.previous() == null) {
            past.remove(change.key());
        } else {
            past.put(change.key(), change.previous());
        }
    }

    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
