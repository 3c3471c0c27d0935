package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The entries of an object's {@code metadata.managedFields}. */
final class ManagedFields {

    /** @param time empty where the server tells none */
    record Entry(Manager manager, String time, FieldSet fields) {

        Entry with(FieldSet fields) {
            return new Entry(manager, time, fields);
        }
    }

    private static final Comparator<Entry> ORDER = Comparator.comparing((Entry entry) -> entry.manager().operation())
            .thenComparing(Entry::time)
            .thenComparing(entry -> entry.manager().name())
            .thenComparing(entry -> entry.manager().version())
            .thenComparing(entry -> entry.manager().subresource());

    private final List<Entry> entries = new ArrayList<>();

    static ManagedFields of(JsonNode object) {
        var managed = new ManagedFields();
        for (var entry : Json.objects(object, "metadata.managedFields")) {
            var manager = new Manager(Json.text(entry, "manager"), Json.text(entry, "operation"), Json.text(entry, "apiVersion"),
                    Json.text(entry, "subresource"));
            managed.entries.add(new Entry(manager, Json.text(entry, "time"), FieldSet.fromJson(Json.in(entry, "fieldsV1"))));
        }
        return managed;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Entry> of(Manager manager) {
        return entries.stream().filter(entry -> entry.manager().sameAs(manager)).findFirst();
    }

    FieldSet fields(Manager manager) {
        return of(manager).map(Entry::fields).orElseGet(FieldSet::empty);
    }

    /** Replaces the manager's entry; without fields there is none. */
    void put(Manager manager, FieldSet fields, String time) {
        entries.removeIf(entry -> entry.manager().sameAs(manager));
        if (!fields.isEmpty()) {
            entries.add(new Entry(manager, time, fields));
        }
    }

    /** Changes what all others own. */
    void others(Manager manager, UnaryOperator<FieldSet> change) {
        entries.replaceAll(entry -> entry.manager().sameAs(manager) ? entry : entry.with(change.apply(entry.fields())));
        entries.removeIf(entry -> entry.fields().isEmpty());
    }

    void writeTo(ObjectNode object) {
        var metadata = Json.in(object, "metadata");
        metadata.remove("managedFields");
        if (entries.isEmpty()) {
            return;
        }
        var list = metadata.putArray("managedFields");
        entries.stream().sorted(ORDER).map(ManagedFields::toJson).forEach(list::add);
    }

    private static ObjectNode toJson(Entry entry) {
        var json = Json.of("manager", entry.manager().name(), "operation", entry.manager().operation(), "apiVersion",
                entry.manager().version());
        if (!entry.time().isEmpty()) {
            json.put("time", entry.time());
        }
        json.put("fieldsType", "FieldsV1").set("fieldsV1", entry.fields().toJson());
        if (!entry.manager().subresource().isEmpty()) {
            json.put("subresource", entry.manager().subresource());
        }
        return json;
    }

    static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
