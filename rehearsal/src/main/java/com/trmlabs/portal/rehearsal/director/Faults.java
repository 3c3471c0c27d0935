package com.trmlabs.portal.rehearsal.director;

import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The faults of the moment. Simulated parts ask {@link #hit} for a call and {@link #active} for a condition. */
public final class Faults {

    private final Clock clock;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Fault> faults = new LinkedHashMap<>();
    private Consumer<List<Fault>> listener = all -> {};

    public Faults(Clock clock) {
        this.clock = clock;
    }

    /** Told of all faults after every change. */
    public synchronized void onChange(Consumer<List<Fault>> listener) {
        this.listener = listener;
    }

    /** @return a number to take it away by */
    public synchronized long add(Fault fault) {
        long id = lastId.incrementAndGet();
        faults.put(id, fault);
        changed();
        return id;
    }

    public synchronized boolean remove(long id) {
        boolean removed = faults.remove(id) != null;
        changed();
        return removed;
    }

    public synchronized void clear() {
        faults.clear();
        changed();
    }

    public synchronized Map<Long, Fault> all() {
        return new LinkedHashMap<>(faults);
    }

    /** The fault that holds there now, if any, whatever its rate. */
    public Optional<Fault> active(Kind kind, String project, String cluster) {
        return active(kind, project, cluster, fault -> true);
    }

    /** As {@link #active(Kind, String, String)}, of those that also match, for example by their detail. */
    public synchronized Optional<Fault> active(Kind kind, String project, String cluster, Predicate<Fault> matching) {
        var now = clock.instant();
        return faults.values().stream()
                .filter(fault -> fault.hits(kind, project, cluster, now) && matching.test(fault))
                .findFirst();
    }

    /** The fault that hits this one call: as {@link #active}, but with the chance that its rate says. */
    public Optional<Fault> hit(Kind kind, String project, String cluster) {
        return hit(kind, project, cluster, fault -> true);
    }

    /** As {@link #hit(Kind, String, String)}, of those that also match. */
    public Optional<Fault> hit(Kind kind, String project, String cluster, Predicate<Fault> matching) {
        return active(kind, project, cluster, matching).filter(fault -> ThreadLocalRandom.current().nextDouble() < fault.rate());
    }

    private void changed() {
        listener.accept(List.copyOf(faults.values()));
    }
}
