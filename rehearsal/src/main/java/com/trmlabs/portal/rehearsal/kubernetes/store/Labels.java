package com.trmlabs.portal.rehearsal.kubernetes.store;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import tools.jackson.databind.JsonNode;

/** Label selectors as they stand inside objects. */
public final class Labels {

    private Labels() {}

    /** Whether the labels satisfy matchLabels and matchExpressions; an empty selector is satisfied by all. */
    public static boolean match(JsonNode selector, JsonNode labels) {
        return Json.at(selector, "matchLabels").properties().stream()
                        .allMatch(wanted -> labels.path(wanted.getKey()).equals(wanted.getValue()))
                && Json.items(selector, "matchExpressions").stream().allMatch(expression -> expression(expression, labels));
    }

    private static boolean expression(JsonNode expression, JsonNode labels) {
        var key = Json.text(expression, "key");
        boolean contained = Json.items(expression, "values").contains(labels.path(key));
        return switch (Json.text(expression, "operator")) {
            case "In" -> labels.has(key) && contained;
            case "NotIn" -> !labels.has(key) || !contained;
            case "Exists" -> labels.has(key);
            default -> !labels.has(key);
        };
    }
}
