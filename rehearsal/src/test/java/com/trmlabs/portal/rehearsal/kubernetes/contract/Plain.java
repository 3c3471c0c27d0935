package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Answers without what is different each time: times, identifiers, addresses, the namespace's name, the order of sets. */
final class Plain {

    private static final Set<String> UNORDERED = Set.of("managedFields", "conditions", "causes", "resources", "groups", "verbs");
    private static final Set<String> CHANCE = Set.of("resourceVersion", "nodePort", "healthCheckNodePort", "continue", "containerID", "imageID", "nodeName", "pod-template-hash", "terminatingReplicas", "controller.kubernetes.io/hash",
            "topology.kubernetes.io/zone");

    private Plain() {}

    static JsonNode of(JsonNode value, String namespace) {
        if (value.isObject()) {
            var result = Json.object();
            value.properties().stream().sorted(Entry.comparingByKey()).forEach(field -> result.set(
                    text(field.getKey(), namespace), CHANCE.contains(field.getKey()) && field.getValue().isValueNode()
                            ? StringNode.valueOf("*")
                            : UNORDERED.contains(field.getKey()) ? sorted(of(field.getValue(), namespace)) : of(field.getValue(), namespace)));
            return result;
        }
        if (value.isArray()) {
            var result = Json.array();
            value.forEach(item -> result.add(of(item, namespace)));
            return result;
        }
        return value.isString() ? StringNode.valueOf(text(value.asString(), namespace)) : value;
    }

    private static JsonNode sorted(JsonNode list) {
        if (!list.isArray()) {
            return list;
        }
        var result = Json.array();
        List<JsonNode> items = StreamSupport.stream(list.spliterator(), false).sorted(Comparator.comparing(Plain::order)).toList();
        items.forEach(result::add);
        return result;
    }

    private static String order(JsonNode item) {
        return item.path("operation").asString("") + item.path("manager").asString("") + item.path("subresource").asString("")
                + item.path("type").asString("") + item;
    }

    static String text(String text, String namespace) {
        return text.replace(namespace, "NS")
                .replaceAll("too old resource version: 1 \\(\\d+\\)", "too old resource version: 1 (NOW)")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "TIME")
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID")
                .replaceAll("\\b10\\.\\d+\\.\\d+\\.\\d+\\b", "ADDRESS")
                .replaceAll("\\bweb-[0-9a-z]{6,10}(?![0-9a-z])", "web-HASH")
                .replaceAll("web-HASH-[0-9a-z]{5}(?![0-9a-z])", "web-HASH-POD");
    }
}
