package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Free;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lays an applied value over a live one: objects field by field, keyed lists item by item, all else as a whole. */
final class Merge {

    private Merge() {}

    static JsonNode merge(Type type, JsonNode live, JsonNode applied) {
        if (type.atomic() || applied.isNull() || live.isNull()) {
            return applied.isNull() && !type.atomic() && live.isContainer() ? live : applied;
        }
        if (live instanceof ObjectNode old && applied instanceof ObjectNode over) {
            return objects(type, old, over);
        }
        if (type instanceof ListOf list && live instanceof ArrayNode old && applied instanceof ArrayNode over) {
            return lists(list, old, over);
        }
        return applied;
    }

    private static ObjectNode objects(Type type, ObjectNode live, ObjectNode applied) {
        var result = Json.object();
        result.setAll(live);
        applied.properties().forEach(field -> {
            var child = type.child(field.getKey()).orElse(new Free());
            var old = live.get(field.getKey());
            result.set(field.getKey(), old == null ? field.getValue() : merge(child, old, field.getValue()));
        });
        return result;
    }

    /** Items of the applied list keep its order; the others stay where they were between them. */
    private static ArrayNode lists(ListOf type, ArrayNode live, ArrayNode applied) {
        var old = byElement(type, live);
        var over = byElement(type, applied);
        var result = Json.array();
        var done = new HashSet<String>();
        var pending = new ArrayList<>(over.keySet());
        for (var element : old.keySet()) {
            if (!over.containsKey(element)) {
                result.add(old.get(element));
            } else if (!done.contains(element)) {
                takeUpTo(element, pending, done).forEach(next -> result.add(item(type, old, over, next)));
            }
        }
        pending.stream().filter(element -> !done.contains(element)).forEach(element -> result.add(item(type, old, over, element)));
        return result;
    }

    private static List<String> takeUpTo(String element, List<String> pending, HashSet<String> done) {
        var taken = new ArrayList<String>();
        while (!done.contains(element)) {
            var next = pending.removeFirst();
            done.add(next);
            taken.add(next);
        }
        return taken;
    }

    private static JsonNode item(ListOf type, Map<String, JsonNode> old, Map<String, JsonNode> over, String element) {
        var live = old.get(element);
        var applied = over.get(element);
        return live == null ? applied : merge(type.item(), live, applied);
    }

    private static Map<String, JsonNode> byElement(ListOf type, ArrayNode list) {
        var items = new LinkedHashMap<String, JsonNode>();
        list.forEach(item -> items.put(Type.element(type, item), item));
        return items;
    }
}
