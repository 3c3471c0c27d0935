package com.trmlabs.portal.rehearsal.kubernetes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The faults of one cluster that are switched on right now; they may change at any time and do not survive a restart. */
public final class Faults {

    private final List<Consumer<List<Fault>>> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Fault> active = List.of();

    public List<Fault> active() {
        return active;
    }

    /** Replaces all faults; an empty list makes everything work again. */
    public synchronized void set(List<Fault> faults) {
        active = List.copyOf(faults);
        listeners.forEach(listener -> listener.accept(active));
    }

    public synchronized void add(Fault fault) {
        var all = new java.util.ArrayList<>(active);
        all.add(fault);
        set(all);
    }

    public void clear() {
        set(List.of());
    }

    void onChange(Consumer<List<Fault>> listener) {
        listeners.add(listener);
    }
}
