package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Free;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which fields differ between two versions of an object. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    static Comparison of(Type type, JsonNode before, JsonNode after) {
        var comparison = new Comparison(FieldSet.empty(), FieldSet.empty(), FieldSet.empty());
        comparison.compare(type, before, after, List.of());
        return comparison;
    }

    Comparison without(FieldSet fields) {
        return new Comparison(added.without(fields), modified.without(fields), removed.without(fields));
    }

    FieldSet changed() {
        return added.union(modified);
    }

    private void compare(Type type, @Nullable JsonNode before, @Nullable JsonNode after, List<String> path) {
        boolean leaf = !path.isEmpty() && type.atomic() || (hollow(before) && hollow(after));
        if (!leaf && isList(before, after) && type instanceof ListOf list) {
            compareChildren(byElement(list, before), byElement(list, after), path, element -> list.item());
        } else if (!leaf && (isObject(before) || isObject(after))) {
            compareChildren(byName(before), byName(after), path, step -> type.child(step.substring(2)).orElse(new Free()));
        } else if (before != null && after != null && !before.equals(after)) {
            modified.insert(path);
        }
        if (before == null) {
            added.insert(path);
        } else if (after == null) {
            removed.insert(path);
        }
    }

    private void compareChildren(Map<String, JsonNode> before, Map<String, JsonNode> after, List<String> path,
            Function<String, Type> types) {
        var steps = new LinkedHashSet<>(before.keySet());
        steps.addAll(after.keySet());
        steps.forEach(step -> compare(types.apply(step), before.get(step), after.get(step), Fields.append(path, step)));
    }

    private static boolean hollow(@Nullable JsonNode value) {
        return value == null || value.isNull() || (value.isContainer() && value.isEmpty());
    }

    private static boolean isObject(@Nullable JsonNode value) {
        return value != null && value.isObject();
    }

    private static boolean isList(@Nullable JsonNode before, @Nullable JsonNode after) {
        return (before != null && before.isArray()) || (after != null && after.isArray());
    }

    private static Map<String, JsonNode> byName(@Nullable JsonNode object) {
        var fields = new LinkedHashMap<String, JsonNode>();
        (object == null ? Json.object() : object).properties().forEach(field -> fields.put("f:" + field.getKey(), field.getValue()));
        return fields;
    }

    private static Map<String, JsonNode> byElement(ListOf list, @Nullable JsonNode items) {
        var elements = new LinkedHashMap<String, JsonNode>();
        (items == null ? Json.array() : items).forEach(item -> elements.put(Type.element(list, item), item));
        return elements;
    }
}
