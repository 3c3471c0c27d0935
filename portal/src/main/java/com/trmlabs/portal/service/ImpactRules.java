package com.trmlabs.portal.service;

import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.ObjectDiff;
import com.trmlabs.portal.change.spi.Plan.Impact;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads from a service type's descriptor what a difference means for the people who use the service. */
record ImpactRules(String type, JsonNode rules) {

    /** The first rule that fits wins; a type that says nothing is taken to interrupt. */
    Impact of(String kind, Difference.Action action, List<ObjectDiff.Entry> entries, String measure) {
        String verb = switch (action) {
            case NEW -> "create";
            case DELETED -> "delete";
            default -> "change";
        };
        for (JsonNode rule : rules) {
            if (fits(rule, "kind", kind) && fits(rule, "verb", verb) && touches(rule, entries)) {
                String says = rule.get("says").asString();
                return new Impact(capital(says), rule.get("rule").asString(), measure, says.startsWith("no interruption") ? 0 : 2);
            }
        }
        return new Impact("May interrupt: the service type does not say what this means", type + ".unknown", measure, 2);
    }

    private static boolean fits(JsonNode rule, String key, String value) {
        return !rule.has(key) || rule.get(key).asString().equals(value);
    }

    private static boolean touches(JsonNode rule, List<ObjectDiff.Entry> entries) {
        return !rule.has("field") || entries.stream().anyMatch(entry -> entry.pointer().startsWith(rule.get("field").asString()));
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
