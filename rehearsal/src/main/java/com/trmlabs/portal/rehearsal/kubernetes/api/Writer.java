package com.trmlabs.portal.rehearsal.kubernetes.api;

import java.util.function.Consumer;

/**
 * Who writes, and how seriously.
 *
 * @param manager the name under which fields are owned
 * @param mayCreate refuses with an {@link ApiError} when the writer may not create that object
 */
public record Writer(String manager, boolean dryRun, Consumer<com.trmlabs.portal.rehearsal.kubernetes.store.Key> mayCreate) {

    /** A part of the cluster itself, which may do everything. */
    public static Writer of(String manager) {
        return new Writer(manager, false, key -> {});
    }
}
