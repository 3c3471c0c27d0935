package com.trmlabs.portal.rehearsal.kubernetes.schema;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Short words for JSON trees. Paths are written with dots, as Kubernetes writes them: {@code spec.template.metadata}. */
public final class Json {

    public static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /** An object of text pairs: name, value, name, value. */
    public static ObjectNode of(String... pairs) {
        var object = object();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(pairs[i], pairs[i + 1]);
        }
        return object;
    }

    public static ObjectNode read(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    /** What is at the path, a missing node where nothing is. */
    public static JsonNode at(JsonNode tree, String path) {
        var node = tree;
        for (var name : path.split("\\.")) {
            node = node.path(name);
        }
        return node;
    }

    public static String text(JsonNode tree, String path) {
        return at(tree, path).asString("");
    }

    public static int number(JsonNode tree, String path) {
        return at(tree, path).asInt(0);
    }

    /** Whether there is something other than null. */
    public static boolean has(JsonNode tree, String path) {
        var node = at(tree, path);
        return !node.isMissingNode() && !node.isNull();
    }

    /** The object at the path; it is made where there is none. */
    public static ObjectNode in(ObjectNode tree, String path) {
        var node = tree;
        for (var name : path.split("\\.")) {
            node = node.get(name) instanceof ObjectNode child ? child : node.putObject(name);
        }
        return node;
    }

    /** Sets what is not set yet. */
    public static void orElse(ObjectNode tree, String field, JsonNode value) {
        if (!has(tree, field)) {
            tree.set(field, value.deepCopy());
        }
    }

    /** The items of the list at the path, nothing where there is none. */
    public static List<JsonNode> items(JsonNode tree, String path) {
        return stream(at(tree, path)).toList();
    }

    /** The objects in the list at the path. */
    public static List<ObjectNode> objects(JsonNode tree, String path) {
        return stream(at(tree, path)).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return list.isArray() ? StreamSupport.stream(list.spliterator(), false) : Stream.empty();
    }
}
