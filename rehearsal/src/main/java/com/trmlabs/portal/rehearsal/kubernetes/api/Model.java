package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.apply.Ownership;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Defaults;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Encoding;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Schema;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Struct;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the schema says about the objects of each kind. */
final class Model {

    private static final Set<String> LABELS_KEPT_BY_STATUS = Set.of("Deployment", "ReplicaSet");

    private final Schema schema = Schema.load();
    private final Defaults defaults = new Defaults();

    /** The object as the server keeps it: its own encoding, defaults filled in. */
    ObjectNode decode(ApiKind kind, JsonNode object) {
        var decoded = Encoding.roundTrip(type(kind), object);
        decoded.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        defaults.fill(type(kind), decoded);
        return Encoding.roundTrip(type(kind), decoded);
    }

    /** An object of which nothing is known yet, as the server sees it. */
    ObjectNode nothing(ApiKind kind) {
        return Encoding.roundTrip(type(kind), Json.of("apiVersion", kind.apiVersion(), "kind", kind.kind()));
    }

    Ownership ownership(ApiKind kind, String subresource) {
        var untracked = switch (subresource) {
            case "status" -> LABELS_KEPT_BY_STATUS.contains(kind.kind()) ? List.of("spec", "metadata.labels") : List.of("spec");
            default -> kind.has("status") ? List.of("status") : List.<String>of();
        };
        return new Ownership(type(kind), untracked);
    }

    /** Paths of fields that the kind does not have, for example spec.replicaz. */
    List<String> unknown(ApiKind kind, JsonNode object) {
        var paths = new ArrayList<String>();
        collect(type(kind), object, "", paths);
        return paths;
    }

    private static void collect(Type type, JsonNode value, String path, List<String> into) {
        if (value.isArray() && type instanceof Type.ListOf list) {
            for (int i = 0; i < value.size(); i++) {
                collect(list.item(), value.get(i), path + "[" + i + "]", into);
            }
        } else if (value.isObject() && !(type instanceof Type.Free)) {
            value.properties().forEach(field -> {
                var below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                type.child(field.getKey()).ifPresentOrElse(
                        child -> collect(child, field.getValue(), below, into), () -> into.add(below));
            });
        }
    }

    /** Refuses values of a wrong type, as the real server's decoder does. */
    void checkTypes(ApiKind kind, JsonNode object) {
        wrong(type(kind), object, "").stream().findFirst().ifPresent(problem -> {
            throw ApiError.badRequest(kind.kind() + " in version \"" + kind.version() + "\" cannot be handled as a " + kind.kind()
                    + ": json: cannot unmarshal " + problem);
        });
    }

    /** Refuses a Secret whose data is no base64. */
    void checkData(ApiKind kind, JsonNode object) {
        if (kind.kind().equals("Secret")) {
            Json.at(object, "data").properties().forEach(entry -> {
                try {
                    Base64.getDecoder().decode(entry.getValue().asString());
                } catch (IllegalArgumentException e) {
                    throw ApiError.badRequest("Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0");
                }
            });
        }
    }

    private static List<String> wrong(Type type, JsonNode value, String path) {
        if (value.isNull()) {
            return List.of();
        }
        return switch (type) {
            case Type.Scalar scalar -> fits(scalar, value) ? List.of() : List.of(word(value) + " into Go value of " + path);
            case Struct struct -> value.isObject() ? wrongBelow(struct, value, path) : List.of(word(value) + " into Go value of " + path);
            case Type.MapOf map -> value.isObject() ? wrongBelow(map, value, path) : List.of(word(value) + " into Go value of " + path);
            case Type.ListOf list -> value.isArray()
                    ? value.valueStream().flatMap(item -> wrong(list.item(), item, path).stream()).toList()
                    : List.of(word(value) + " into Go value of " + path);
            case Type.Free free -> List.of();
        };
    }

    private static List<String> wrongBelow(Type type, JsonNode value, String path) {
        return value.properties().stream()
                .flatMap(field -> type.child(field.getKey()).stream()
                        .flatMap(child -> wrong(child, field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey()).stream()))
                .toList();
    }

    private static boolean fits(Type.Scalar type, JsonNode value) {
        return switch (type) {
            case STRING -> value.isString();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case ANY, QUANTITY -> !value.isContainer();
        };
    }

    private static String word(JsonNode value) {
        return value.isString() ? "string" : value.isNumber() ? "number" : value.isBoolean() ? "bool" : value.isArray() ? "array" : "object";
    }

    Struct type(ApiKind kind) {
        return schema.type(kind.type());
    }

    /** Keeps of a written object only what a write through this subresource may change. */
    ObjectNode confine(ApiKind kind, String subresource, ObjectNode before, ObjectNode written) {
        var result = subresource.equals("status") ? before.deepCopy() : written;
        if (subresource.equals("status")) {
            result.set("metadata", written.get("metadata"));
            if (LABELS_KEPT_BY_STATUS.contains(kind.kind())) {
                copy(before, result, "metadata", "labels");
            }
            result.set("status", written.get("status"));
        } else if (kind.has("status")) {
            copy(before, result, "", "status");
        }
        for (var field : new String[] {"name", "namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp",
                "deletionGracePeriodSeconds", "resourceVersion"}) {
            copy(before, result, "metadata", field);
        }
        return result;
    }

    private static void copy(ObjectNode from, ObjectNode to, String path, String field) {
        var source = path.isEmpty() ? from : Json.at(from, path);
        var target = path.isEmpty() ? to : Json.in(to, path);
        if (source.has(field)) {
            target.set(field, source.get(field).deepCopy());
        } else {
            target.remove(field);
        }
    }
}
