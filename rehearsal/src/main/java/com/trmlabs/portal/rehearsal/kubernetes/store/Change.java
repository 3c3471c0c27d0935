package com.trmlabs.portal.rehearsal.kubernetes.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One write in the history of a cluster.
 *
 * @param object as it is afterwards; of a deletion as it was at last, with the deletion's revision
 * @param previous as it was before; null when it was created
 */
public record Change(long revision, Instant at, Key key, boolean deletion, ObjectNode object, @Nullable ObjectNode previous) {}
