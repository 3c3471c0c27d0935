package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import java.util.function.Consumer;

/**
 * Who writes, and how seriously.
 *
 * @param manager the name under which fields are owned
 * @param mayCreate refuses with an {@link ApiError} when the writer may not create that object
 */
public record Writer(String manager, boolean dryRun, Consumer<Key> mayCreate) {

    /** A part of the cluster itself, which may do everything. */
    public static Writer of(String manager) {
        return new Writer(manager, false, key -> {});
    }
}
