package com.trmlabs.portal.rehearsal.kubernetes.store;

import java.util.Comparator;

/** Where an object is kept. @param namespace empty for kinds without namespaces */
public record Key(ApiKind kind, String namespace, String name) implements Comparable<Key> {

    private static final Comparator<Key> ORDER = Comparator.comparing(Key::namespace).thenComparing(Key::name);

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }
}
