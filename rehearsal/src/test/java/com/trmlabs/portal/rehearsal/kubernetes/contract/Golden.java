package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the real server has answered, one file a case, and how an answer differs from it. */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/com/trmlabs/portal/rehearsal/kubernetes/contract");

    private Golden() {}

    static JsonNode of(Case scene) throws IOException {
        return Json.MAPPER.readTree(Files.readString(file(scene)));
    }

    static void record(Case scene, ObjectNode notes) throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(file(scene), Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(notes) + "\n");
    }

    private static Path file(Case scene) {
        return FOLDER.resolve(scene.name() + ".json");
    }

    /** @param at a JSON pointer into the notes of the case */
    record Difference(String at, String recorded, String now) {}

    static List<Difference> between(JsonNode recorded, JsonNode now) {
        var differences = new ArrayList<Difference>();
        compare(recorded, now, "", differences);
        return differences;
    }

    private static void compare(JsonNode recorded, JsonNode now, String at, List<Difference> into) {
        if (recorded.isObject() && now.isObject()) {
            var names = new TreeSet<String>();
            recorded.propertyNames().forEach(names::add);
            now.propertyNames().forEach(names::add);
            names.forEach(name -> compare(recorded.path(name), now.path(name), at + "/" + name.replace("~", "~0").replace("/", "~1"), into));
        } else if (recorded.isArray() && now.isArray() && recorded.size() == now.size()) {
            for (int i = 0; i < recorded.size(); i++) {
                compare(recorded.get(i), now.get(i), at + "/" + i, into);
            }
        } else if (!same(recorded, now)) {
            into.add(new Difference(at, text(recorded), text(now)));
        }
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber() ? one.doubleValue() == other.doubleValue() : one.equals(other);
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "(nothing)" : value.toString();
    }
}
