package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Label and field selectors as they stand in requests. */
final class Selector {

    private static final Pattern REQUIREMENT = Pattern.compile(
            "\\s*(?:(!)\\s*([\\w./-]+)|([\\w./-]+)\\s*(?:(==|=|!=)\\s*([\\w.-]*)|(in|notin)\\s*\\(([^)]*)\\))?)\\s*(?:,|$)");
    private static final Set<String> COMMON = Set.of("metadata.name", "metadata.namespace");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Pod", Set.of("status.phase", "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.podIP"),
            "Event", Set.of("involvedObject.uid", "involvedObject.name", "involvedObject.kind", "involvedObject.namespace", "reason", "type"),
            "Node", Set.of("spec.unschedulable"),
            "Namespace", Set.of("status.phase"),
            "Secret", Set.of("type"),
            "Job", Set.of("status.successful"));

    private Selector() {}

    static Predicate<JsonNode> labels(String text) {
        Predicate<JsonNode> all = object -> true;
        var matcher = REQUIREMENT.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw ApiError.badRequest("unable to parse requirement: found '" + text.substring(end) + "'");
            }
            all = all.and(requirement(matcher));
            end = matcher.end();
        }
        return all;
    }

    private static Predicate<JsonNode> requirement(Matcher matcher) {
        if (matcher.group(1) != null) {
            return object -> !labelsOf(object).has(matcher.group(2));
        }
        var key = matcher.group(3);
        if (matcher.group(4) != null) {
            var value = matcher.group(5);
            boolean equal = !matcher.group(4).equals("!=");
            return object -> (labelsOf(object).has(key) && text(object, key).equals(value)) == equal;
        }
        if (matcher.group(6) != null) {
            var values = Arrays.stream(matcher.group(7).split(",")).map(String::strip).toList();
            boolean in = matcher.group(6).equals("in");
            return object -> (labelsOf(object).has(key) && values.contains(text(object, key))) == in;
        }
        return object -> labelsOf(object).has(key);
    }

    /** Every kind can be selected by name and namespace; a few by more. */
    static Predicate<JsonNode> fields(ApiKind kind, String text) {
        var more = FIELDS.getOrDefault(kind.kind(), Set.of());
        List<Predicate<JsonNode>> all = new ArrayList<>();
        for (var part : text.isEmpty() ? new String[0] : text.split(",")) {
            boolean unequal = part.contains("!=");
            var pair = part.split(unequal ? "!=" : "==?", 2);
            if (pair.length < 2) {
                throw ApiError.badRequest("invalid field selector: " + text);
            }
            if (!COMMON.contains(pair[0]) && !more.contains(pair[0])) {
                throw ApiError.badRequest(more.isEmpty()
                        ? '"' + pair[0] + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                        : "field label not supported: " + pair[0]);
            }
            all.add(object -> Json.text(object, pair[0]).equals(pair[1]) != unequal);
        }
        return object -> all.stream().allMatch(test -> test.test(object));
    }

    private static JsonNode labelsOf(JsonNode object) {
        return Json.at(object, "metadata.labels");
    }

    private static String text(JsonNode object, String label) {
        return labelsOf(object).path(label).asString("");
    }
}
