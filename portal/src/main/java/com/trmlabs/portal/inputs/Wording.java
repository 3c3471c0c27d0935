package com.trmlabs.portal.inputs;

import com.networknt.schema.Error;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Turns what a validator reports into a sentence for a person. */
final class Wording {

    private Wording() {}

    /** @param place the schema of the place, whose description helps when a form is wrong */
    static String of(Error error, JsonNode place) {
        JsonNode limit = error.getSchemaNode();
        JsonNode is = error.getInstanceNode();
        return switch (error.getKeyword()) {
            case "required" -> "is needed.";
            case "dependentRequired" -> "is needed together with the value beside it.";
            case "minimum" -> is + " is too small: at least " + limit + ".";
            case "exclusiveMinimum" -> is + " is too small: more than " + limit + ".";
            case "maximum" -> is + " is too large: at most " + limit + ".";
            case "exclusiveMaximum" -> is + " is too large: less than " + limit + ".";
            case "minLength" -> is.asString("").isEmpty() ? "is needed." : "is too short: at least " + limit + " characters.";
            case "maxLength" -> "is too long: at most " + limit + " characters.";
            case "minItems" -> "has too few entries: at least " + limit + ".";
            case "maxItems" -> "has too many entries: at most " + limit + ".";
            case "uniqueItems" -> "names something twice.";
            case "enum" -> is + " is not offered. Choose one of " + choices(limit) + ".";
            case "not" -> is + " is reserved. Choose another one.";
            case "const" -> "has to be " + limit + ".";
            case "type" -> is + " does not fit: " + kind(limit.asString("another type")) + " is expected.";
            case "pattern", "format" -> wrongForm(is, place);
            case "additionalProperties", "unevaluatedProperties" -> "is not known here. Take it out, or correct its name.";
            default -> error.getMessage() + ".";
        };
    }

    private static String wrongForm(JsonNode is, JsonNode place) {
        String hint = switch (place.path("format").asString("")) {
            case "cpu" -> "Write cores like 2, 0.5 or 500m.";
            case "memory" -> "Write it like 512Mi or 2Gi.";
            case "cidr" -> "Write it like 203.0.113.0/24.";
            case "hostname" -> "Write it like api.example.com, in lower case.";
            default -> place.path("description").asString("It must match " + place.path("pattern").asString("the expected form") + ".");
        };
        return is.asString("").isBlank() ? "is needed. " + hint : is + " does not have the expected form. " + hint;
    }

    private static String choices(JsonNode limit) {
        return limit.values().stream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }

    private static String kind(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a group of values";
            case "string" -> "a text";
            default -> type;
        };
    }
}
