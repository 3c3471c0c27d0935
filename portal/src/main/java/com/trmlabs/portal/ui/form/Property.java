package com.trmlabs.portal.ui.form;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A property as the form sees it.
 *
 * @param is what it holds at first; missing when nothing
 * @param was what it held before, to compare with; missing when nothing, or when there is nothing to compare with
 */
record Property(String name, JsonPointer pointer, JsonNode schema, JsonNode is, JsonNode was) {

    /** Values by what they mean: 3 is 3.0, and an unticked box is one that was never ticked. */
    private static final Comparator<JsonNode> MEANING = (a, b) ->
            a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    Property below(String child) {
        return new Property(child, pointer.appendProperty(child), schema.path("properties").path(child), is.path(child), was.path(child));
    }

    String label() {
        return schema.path("title").asString(name);
    }

    String type() {
        return schema.path("type").asString("");
    }

    JsonNode standard() {
        return schema.path("default");
    }

    boolean differs(JsonNode value) {
        return !same(value, was);
    }

    /** Whether it stays as it was made. */
    boolean isFixed() {
        return schema.path("x-restart").asString("").equals("never");
    }

    /** Whether the value says nothing that would not hold without it. */
    boolean isStandard(JsonNode value) {
        return same(value, standard());
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return isNothing(a) && isNothing(b) || a.equals(MEANING, b);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isBoolean() && !value.asBoolean();
    }

    /** What to know before filling it in: meaning, limits, default. */
    String hint() {
        List<String> parts = new ArrayList<>();
        if (schema.has("description")) {
            parts.add(schema.path("description").asString());
        }
        limits(parts);
        if (schema.has("default")) {
            parts.add("Default " + words(standard()) + ".");
        }
        switch (schema.path("x-restart").asString("")) {
            case "restart" -> parts.add("A change needs restarts.");
            case "never" -> parts.add("Cannot be changed later.");
            default -> { }
        }
        return String.join(" ", parts);
    }

    private void limits(List<String> parts) {
        boolean from = schema.has("minimum");
        boolean to = schema.has("maximum");
        if (from && to) {
            parts.add(schema.path("minimum") + " to " + schema.path("maximum") + ".");
        } else if (from || to) {
            parts.add((from ? "At least " + schema.path("minimum") : "At most " + schema.path("maximum")) + ".");
        }
    }

    static String words(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        if (value.isMissingNode() || value.isEmpty() && value.isContainer()) {
            return "empty";
        }
        return value.isArray() ? value.values().stream().map(Property::words).collect(Collectors.joining(", ")) : value.asString(value.toString());
    }
}
