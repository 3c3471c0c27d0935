package com.trmlabs.portal.change;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked for as single fields by path: {@code inputs.replicas.max}, {@code inputs.internal.allowList[10.20.0.0/16]}.
 * Elements of lists go by their value or name, so that one more of them is one field more.
 */
final class RequestFields {

    private final Map<String, String> fields = new LinkedHashMap<>();

    private RequestFields() {}

    static Map<String, String> of(ObjectNode request) {
        RequestFields all = new RequestFields();
        request.properties().forEach(field -> all.add(field.getKey(), field.getValue()));
        return all.fields;
    }

    private void add(String path, JsonNode value) {
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            object.properties().forEach(field -> add(path + "." + field.getKey(), field.getValue()));
        } else if (value instanceof ArrayNode list && !list.isEmpty()) {
            list.forEach(element -> add(path + "[" + name(element) + "]", element));
        } else {
            fields.merge(path, value.toString(), (first, second) -> first + ", " + second);
        }
    }

    private static String name(JsonNode element) {
        return element.isValueNode() ? element.asString() : element.path("name").asString("");
    }
}
