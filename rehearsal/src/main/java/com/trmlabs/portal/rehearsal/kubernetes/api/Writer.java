package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who writes, and how seriously.
 *
 * @param manager the name under which fields are owned
 * @param mayCreate refuses with an {@link ApiError} when the writer may not create that object
 * @param mayGrant refuses likewise when the object, as it is to be, gives rights that the writer may not give
 */
public record Writer(String manager, boolean dryRun, Consumer<Key> mayCreate, BiConsumer<Key, ObjectNode> mayGrant) {

    /** A part of the cluster itself, which may do everything. */
    public static Writer of(String manager) {
        return new Writer(manager, false, key -> {}, (key, object) -> {});
    }
}
