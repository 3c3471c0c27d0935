package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients find out before they ask for objects: version, groups, resources. */
final class Discovery {

    private final Kinds kinds;
    private final String version;

    Discovery(Kinds kinds, String version) {
        this.kinds = kinds;
        this.version = version;
    }

    /** The answer at a path that is not about objects; absent where nothing is. */
    Optional<JsonNode> at(String path) {
        var steps = path.substring(1).split("/");
        return switch (steps[0]) {
            case "version" -> Optional.of(version());
            case "api" -> steps.length == 1 ? Optional.of(coreVersions()) : resources("", steps[1]).map(found -> only(found, steps.length == 2));
            case "apis" -> switch (steps.length) {
                case 1 -> Optional.of(groups());
                case 2 -> group(steps[1]);
                default -> resources(steps[1], steps[2]).map(found -> only(found, steps.length == 3));
            };
            default -> Optional.empty();
        };
    }

    /** @throws ApiError when the path goes on to a resource that the group does not have */
    private static JsonNode only(JsonNode answer, boolean whole) {
        if (!whole) {
            throw ApiError.noSuchResource();
        }
        return answer;
    }

    private ObjectNode version() {
        var numbers = version.split("\\.");
        return Json.of("major", numbers[0], "minor", numbers[1], "gitVersion", "v" + version, "gitCommit", "", "gitTreeState", "clean",
                "buildDate", "2026-01-01T00:00:00Z", "goVersion", "", "compiler", "gc", "platform", "linux/amd64");
    }

    private static ObjectNode coreVersions() {
        var answer = Json.of("kind", "APIVersions");
        answer.putArray("versions").add("v1");
        answer.putArray("serverAddressByClientCIDRs");
        return answer;
    }

    private ObjectNode groups() {
        var answer = Json.of("kind", "APIGroupList", "apiVersion", "v1");
        var list = answer.putArray("groups");
        kinds.stream().map(ApiKind::group).filter(group -> !group.isEmpty()).distinct().flatMap(group -> describe(group).stream()).forEach(list::add);
        return answer;
    }

    private Optional<JsonNode> group(String name) {
        return describe(name).map(group -> Json.of("kind", "APIGroup", "apiVersion", "v1").setAll(group));
    }

    private Optional<ObjectNode> describe(String group) {
        return kinds.stream().filter(kind -> kind.group().equals(group)).findFirst().map(kind -> {
            var entry = Json.of("groupVersion", kind.apiVersion(), "version", kind.version());
            var answer = Json.of("name", group);
            answer.putArray("versions").add(entry);
            answer.set("preferredVersion", entry);
            return answer;
        });
    }

    private Optional<JsonNode> resources(String group, String version) {
        var apiVersion = group.isEmpty() ? version : group + "/" + version;
        var answer = Json.of("kind", "APIResourceList", "apiVersion", "v1", "groupVersion", apiVersion);
        var list = answer.putArray("resources");
        kinds.stream().filter(kind -> kind.apiVersion().equals(apiVersion)).forEach(kind -> describe(kind, list));
        return Optional.<JsonNode>of(answer).filter(found -> !list.isEmpty());
    }

    private static void describe(ApiKind kind, ArrayNode list) {
        var verbs = kind.has("unstored") ? "create" : "create delete deletecollection get list patch update watch";
        list.add(resource(kind, kind.plural(), kind.kind(), verbs));
        if (kind.has("status")) {
            list.add(resource(kind, kind.plural() + "/status", kind.kind(), "get patch update"));
        }
        if (kind.has("scale")) {
            list.add(resource(kind, kind.plural() + "/scale", "Scale", "get patch update").put("group", "autoscaling").put("version", "v1"));
        }
        if (kind.kind().equals("Pod")) {
            list.add(resource(kind, "pods/log", kind.kind(), "get"));
        }
    }

    private static ObjectNode resource(ApiKind kind, String name, String kindName, String verbs) {
        var resource = Json.of("name", name, "singularName", name.contains("/") ? "" : kind.kind().toLowerCase(Locale.ROOT));
        resource.put("namespaced", kind.namespaced()).put("kind", kindName);
        var list = resource.putArray("verbs");
        for (var verb : verbs.split(" ")) {
            list.add(verb);
        }
        return resource;
    }
}
