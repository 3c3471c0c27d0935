package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 6902 (operations) and RFC 7386 (merge) on JSON trees. */
final class JsonPatch {

    private JsonPatch() {}

    /** Fields that are null in the patch are taken away; objects are merged; all else replaces. */
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), merge(result.path(field.getKey()), field.getValue()));
            }
        });
        return result;
    }

    static ObjectNode apply(ObjectNode target, JsonNode operations) {
        JsonNode result = target;
        for (var operation : operations) {
            step(result, operation);
        }
        return (ObjectNode) result;
    }

    private static void step(JsonNode tree, JsonNode operation) {
        var path = JsonPointer.compile(Json.text(operation, "path"));
        switch (Json.text(operation, "op")) {
            case "add" -> add(tree, path, operation.path("value"));
            case "remove" -> remove(tree, path);
            case "replace" -> {
                remove(tree, path);
                add(tree, path, operation.path("value"));
            }
            case "move", "copy" -> {
                var from = JsonPointer.compile(Json.text(operation, "from"));
                var value = require(tree.at(from), from).deepCopy();
                if (Json.text(operation, "op").equals("move")) {
                    remove(tree, from);
                }
                add(tree, path, value);
            }
            case "test" -> {
                if (!tree.at(path).equals(operation.path("value"))) {
                    throw failed("testing path " + path + " failed");
                }
            }
            default -> throw ApiError.badRequest("unknown operation of a JSON patch: " + operation);
        }
    }

    private static void add(JsonNode tree, JsonPointer path, JsonNode value) {
        switch (require(tree.at(path.head()), path.head())) {
            case ObjectNode object -> object.set(name(path), value);
            case ArrayNode array when name(path).equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(index(path, array.size()), value);
            default -> throw failed("add operation does not apply: doc is missing path: \"" + path + "\"");
        }
    }

    private static void remove(JsonNode tree, JsonPointer path) {
        require(tree.at(path), path);
        switch (tree.at(path.head())) {
            case ObjectNode object -> object.remove(name(path));
            case ArrayNode array -> array.remove(index(path, array.size() - 1));
            default -> throw failed("remove operation does not apply: " + path);
        }
    }

    private static String name(JsonPointer path) {
        return path.last().getMatchingProperty();
    }

    private static int index(JsonPointer path, int most) {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index > most) {
            throw failed("index of " + path + " is out of bounds");
        }
        return index;
    }

    private static JsonNode require(JsonNode value, JsonPointer path) {
        if (value.isMissingNode()) {
            throw failed("the server cannot find the path: \"" + path + "\"");
        }
        return value;
    }

    private static ApiError failed(String detail) {
        return ApiError.invalid("", "", "", List.of(new Cause("FieldValueInvalid", detail, "patch")));
    }
}
