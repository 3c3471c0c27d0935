package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Free;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which fields a value has, and the value without some of them. */
final class Fields {

    private Fields() {}

    /** The fields that whoever applies this value owns. */
    static FieldSet of(Type type, JsonNode value) {
        var set = FieldSet.empty();
        collect(type, value, List.of(), set);
        return set;
    }

    private static void collect(Type type, JsonNode value, List<String> path, FieldSet into) {
        if (!path.isEmpty() && type.atomic()) {
            into.insert(path);
        } else if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> collectField(type, field.getKey(), field.getValue(), path, into));
        } else if (value.isArray() && type instanceof ListOf list) {
            for (var item : value) {
                var below = append(path, Type.element(list, item));
                collect(list.item(), item, below, into);
                into.insert(below);
            }
        }
    }

    private static void collectField(Type type, String name, JsonNode value, List<String> path, FieldSet into) {
        var below = append(path, "f:" + name);
        collect(type.child(name).orElse(new Free()), value, below, into);
        if (value.isNull() || (value.isObject() && value.isEmpty()) || !type.declares(name)) {
            into.insert(below);
        }
    }

    /** The value without the fields of the set. */
    static JsonNode without(Type type, JsonNode value, FieldSet set) {
        if (value instanceof ObjectNode object && !type.atomic()) {
            return withoutFields(type, object, set);
        }
        if (value.isArray() && type instanceof ListOf list && !list.atomic()) {
            var result = Json.array();
            for (var item : value) {
                var element = Type.element(list, item);
                if (!set.members().contains(element)) {
                    result.add(keep(list.item(), item, set.under(element)));
                }
            }
            return result;
        }
        return type.atomic() && value.isContainer() ? Json.MAPPER.nullNode() : value;
    }

    private static ObjectNode withoutFields(Type type, ObjectNode object, FieldSet set) {
        var result = Json.object();
        object.properties().forEach(field -> {
            var step = "f:" + field.getKey();
            if (!set.members().contains(step)) {
                var child = type.child(field.getKey()).orElse(new Free());
                result.set(field.getKey(), keep(child, field.getValue(), set.under(step)));
            }
        });
        return result;
    }

    private static JsonNode keep(Type type, JsonNode value, FieldSet without) {
        return without.isEmpty() ? value : without(type, value, without);
    }

    static List<String> append(List<String> path, String step) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
