package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.apply.ApplyConflict.Owned;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns which field of the objects of one type: merges what is applied, and keeps the books when objects are written in
 * other ways.
 *
 * @param untracked fields that nobody comes to own by such a write, for example status by a write to the object itself
 */
public record Ownership(Type type, List<String> untracked) {

    private static final FieldSet IDENTITY = Stream.of("name", "namespace", "creationTimestamp", "selfLink", "uid", "generation",
                    "managedFields", "resourceVersion")
            .map(field -> FieldSet.of("f:metadata", "f:" + field))
            .reduce(FieldSet.of("f:apiVersion").union(FieldSet.of("f:kind")).union(FieldSet.of("f:metadata")), FieldSet::union);

    /**
     * The live object with what {@code manager} applies laid over it, and without what it no longer applies.
     *
     * @param live an empty object with the identity where there is none yet
     * @throws ApplyConflict when others own a field that would change, unless {@code force} takes it from them
     * @throws com.trmlabs.portal.rehearsal.kubernetes.schema.SchemaMismatch when what is applied does not fit the type
     */
    public ObjectNode apply(ObjectNode live, ObjectNode applied, Manager manager, boolean force, Instant now) {
        SchemaCheck.check(type, applied);
        var managed = ManagedFields.of(live);
        var before = withoutManagedFields(live);
        if (managed.isEmpty() && Json.has(live, "metadata.uid")) {
            var first = Manager.updating("before-first-apply", manager.version(), "");
            managed.put(first, Fields.of(type, before).difference(IDENTITY), ManagedFields.time(now));
        }
        var last = managed.of(manager);
        var merged = Merge.merge(type, before, applied);
        managed.put(manager, Fields.of(type, applied).without(untrackedFields()), ManagedFields.time(now));
        var result = (ObjectNode) giveUp(merged, managed, last.map(ManagedFields.Entry::fields).orElseGet(FieldSet::empty));
        transfer(managed, manager, Comparison.of(type, before, result).without(untrackedFields()), force);
        // an apply that changes nothing is not noted as one
        var time = result.equals(before) ? last.map(ManagedFields.Entry::time).orElse("") : ManagedFields.time(now);
        managed.put(manager, managed.fields(manager).difference(IDENTITY), time);
        managed.writeTo(result);
        return result;
    }

    /** Notes in {@code after} what {@code manager} has come to own by writing it over {@code before}. */
    public ObjectNode update(ObjectNode before, ObjectNode after, Manager manager, Instant now) {
        var sent = ManagedFields.of(after);
        boolean reset = Json.at(after, "metadata.managedFields").isArray() && sent.isEmpty();
        var managed = sent.isEmpty() && !reset ? ManagedFields.of(before) : sent;
        var result = withoutManagedFields(after);
        if (managed.isEmpty() && Json.has(before, "metadata.uid")) {
            return result;
        }
        var comparison = Comparison.of(type, withoutManagedFields(before), result).without(untrackedFields());
        boolean scale = manager.subresource().equals("scale");
        var owned = managed.entries().stream().map(ManagedFields.Entry::fields).reduce(FieldSet.empty(), FieldSet::union);
        managed.others(manager, fields -> fields.difference(comparison.changed()).difference(comparison.removed()));
        // who scales takes replicas over from an owner, but does not become the first one
        var gained = scale ? comparison.changed().intersection(owned) : comparison.changed().difference(IDENTITY);
        var kept = managed.fields(manager).difference(comparison.removed());
        if (gained.isEmpty()) {
            managed.put(manager, kept, managed.of(manager).map(ManagedFields.Entry::time).orElse(""));
        } else {
            // the real server tells no time of writes through scale
            managed.put(manager, kept.union(gained), scale ? "" : ManagedFields.time(now));
        }
        managed.writeTo(result);
        return result;
    }

    /** Removes what the manager applied last time, not this time, and nobody else owns. */
    private JsonNode giveUp(JsonNode merged, ManagedFields managed, FieldSet last) {
        if (last.isEmpty()) {
            return merged;
        }
        var owned = managed.entries().stream().map(ManagedFields.Entry::fields).reduce(FieldSet.empty(), FieldSet::union);
        var all = Fields.of(type, merged).withNamedFields(type);
        var pruned = Fields.without(type, merged, last.withNamedFields(type));
        var left = Fields.of(type, pruned).withNamedFields(type);
        pruned = Fields.without(type, merged, all.difference(left.union(owned.withNamedFields(type))));
        left = Fields.of(type, pruned).withNamedFields(type);
        return Fields.without(type, merged, all.difference(left).intersection(last.withNamedFields(type)));
    }

    private static void transfer(ManagedFields managed, Manager manager, Comparison comparison, boolean force) {
        var changed = comparison.changed();
        var conflicts = managed.entries().stream()
                .filter(entry -> !entry.manager().sameAs(manager))
                .flatMap(entry -> entry.fields().intersection(changed).paths().stream().map(path -> owned(path, entry)))
                .toList();
        if (!force && !conflicts.isEmpty()) {
            throw new ApplyConflict(conflicts);
        }
        managed.others(manager, fields -> fields.difference(changed).difference(comparison.removed()));
    }

    private static Owned owned(List<String> path, ManagedFields.Entry entry) {
        return new Owned(FieldPath.text(path), entry.manager().text());
    }

    private FieldSet untrackedFields() {
        return untracked.stream()
                .map(path -> FieldSet.of(Stream.of(path.split("\\.")).map(field -> "f:" + field).toList()))
                .reduce(FieldSet.empty(), FieldSet::union);
    }

    private static ObjectNode withoutManagedFields(ObjectNode object) {
        var copy = object.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return copy;
    }
}
