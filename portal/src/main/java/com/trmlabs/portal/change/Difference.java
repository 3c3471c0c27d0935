package com.trmlabs.portal.change;

import java.util.List;
import java.util.Optional;

/**
 * What a plan does to one object, told by field with server defaults folded in; secret values are never in it.
 *
 * @param action NEW, CHANGED, RECREATED, DELETED or UNCHANGED
 * @param foreign managers other than the portal that own fields of the object, as managedFields tell
 */
public record Difference(Action action, String object, List<Field> fields, List<String> foreign) {

    public enum Action { NEW, CHANGED, RECREATED, DELETED, UNCHANGED }

    /** @param path as people read it, for example {@code spec.maxReplicas} or {@code containers[api].image} */
    public record Field(String path, Optional<String> before, Optional<String> after, boolean hidden) {}
}
