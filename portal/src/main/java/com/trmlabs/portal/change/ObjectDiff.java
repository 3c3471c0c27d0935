package com.trmlabs.portal.change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How two states of one Kubernetes object differ, field by field. What a server keeps for itself (status, versions, who manages
 * which field) does not count; lists whose elements have names are compared by name, not by place.
 */
public final class ObjectDiff {

    private static final Set<String> BOOKKEEPING = Set.of("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink");
    /** The second is kubectl's copy of all it applied, so of a Secret's values too. */
    private static final Set<String> NOTES = Set.of("deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration");
    private static final List<String> NAMES = List.of("name", "containerPort", "topologyKey", "mountPath", "key", "ip");

    private final boolean secret;
    private final List<Entry> entries = new ArrayList<>();

    private ObjectDiff(boolean secret) {
        this.secret = secret;
    }

    /** One field. @param pointer JSON pointer, with names instead of places in named lists; {@code field} as people read it */
    public record Entry(String pointer, Difference.Field field) {}

    /** From nothing, when {@code before} is absent: every field of {@code after} is new. */
    public static List<Entry> between(@Nullable KubeObject before, KubeObject after) {
        ObjectDiff diff = new ObjectDiff(after.ref().kind().equals("Secret"));
        diff.compare("", "", before == null ? null : significant(before), significant(after));
        return List.copyOf(diff.entries);
    }

    /** The part of an object that says what is wanted: no status, no bookkeeping. */
    public static ObjectNode significant(KubeObject object) {
        ObjectNode tree = object.tree().deepCopy();
        tree.remove("status");
        ObjectNode metadata = (ObjectNode) tree.get("metadata");
        BOOKKEEPING.forEach(metadata::remove);
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(NOTES);
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        return tree;
    }

    /** Managers other than {@code own} that set fields of the object, besides the controllers that are meant to. */
    public static List<String> foreignManagers(KubeObject live, String own) {
        Set<String> managers = new LinkedHashSet<>();
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            String manager = entry.path("manager").asString("");
            String part = entry.path("subresource").asString("");
            if (!manager.equals(own) && part.isEmpty() && !manager.startsWith("kube-controller-manager")) {
                managers.add(manager);
            }
        }
        return List.copyOf(managers);
    }

    private void compare(String pointer, String path, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (before instanceof ObjectNode a && after instanceof ObjectNode b) {
            keys(a, b).forEach(key -> compare(pointer + "/" + key, path.isEmpty() ? key : path + "." + key, a.get(key), b.get(key)));
        } else if (named(before).isPresent() && named(after).isPresent()) {
            compareNamed(pointer, path, named(before).get(), named(after).get());
        } else if (after instanceof ObjectNode b && before == null && !b.isEmpty()) {
            b.propertyStream().forEach(entry -> compare(pointer + "/" + entry.getKey(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), null, entry.getValue()));
        } else if (before == null && after instanceof ArrayNode && named(after).isPresent()) {
            compareNamed(pointer, path, Map.of(), named(after).get());
        } else if (!same(before, after)) {
            add(pointer, path, before, after);
        }
    }

    private void compareNamed(String pointer, String path, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        Stream.concat(before.keySet().stream(), after.keySet().stream()).distinct()
                .forEach(name -> compare(pointer + "/" + name, path + "[" + name + "]", before.get(name), after.get(name)));
    }

    private void add(String pointer, String path, @Nullable JsonNode before, @Nullable JsonNode after) {
        boolean hidden = secret && (pointer.startsWith("/data") || pointer.startsWith("/stringData"));
        entries.add(new Entry(pointer, new Difference.Field(path, shown(before, hidden), shown(after, hidden), hidden)));
    }

    private static Optional<String> shown(@Nullable JsonNode value, boolean hidden) {
        if (value == null || value.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(hidden ? "value hidden" : value.isValueNode() ? value.asString() : JsonMapper.shared().writeValueAsString(value));
    }

    private static Stream<String> keys(ObjectNode a, ObjectNode b) {
        return Stream.concat(a.propertyStream().map(Map.Entry::getKey), b.propertyStream().map(Map.Entry::getKey)).distinct();
    }

    private static boolean same(@Nullable JsonNode before, @Nullable JsonNode after) {
        boolean nothingBefore = before == null || before.isNull() || before.isContainer() && before.isEmpty();
        boolean nothingAfter = after == null || after.isNull() || after.isContainer() && after.isEmpty();
        return nothingBefore && nothingAfter || before != null && before.equals(after);
    }

    /** A list by the names of its elements, where each has one of its own. */
    private static Optional<Map<String, JsonNode>> named(@Nullable JsonNode list) {
        if (!(list instanceof ArrayNode array) || array.isEmpty()) {
            return Optional.empty();
        }
        return NAMES.stream().map(name -> byName(array, name)).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Map<String, JsonNode>> byName(ArrayNode array, String name) {
        Map<String, JsonNode> elements = new LinkedHashMap<>();
        for (JsonNode element : array) {
            if (!element.has(name) || elements.put(element.get(name).asString(), element) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(elements);
    }
}
