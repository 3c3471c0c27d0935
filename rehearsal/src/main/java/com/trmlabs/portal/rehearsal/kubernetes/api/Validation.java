package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import tools.jackson.databind.node.ObjectNode;

/** TODO */
final class Validation {
    static void create(Key key, ObjectNode object) {}

    static void update(Key key, ObjectNode before, ObjectNode after) {}
}
