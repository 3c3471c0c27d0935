package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.ui.PlainTable;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a service as a table: what it is called, what it is, what it is by default. */
final class Configuration {

    private Configuration() {}

    static PlainTable table(JsonNode schema, ObjectNode inputs) {
        PlainTable table = new PlainTable("Settings", "Setting", "Value", "Default");
        rows(table, "", schema, new InputsSchema(schema).withDefaults(inputs));
        return table;
    }

    private static void rows(PlainTable table, String above, JsonNode schema, JsonNode values) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode below = property.getValue();
            String label = above + below.path("title").asString(property.getKey());
            JsonNode value = values.path(property.getKey());
            if (below.has("properties")) {
                rows(table, label + ": ", below, value);
            } else {
                Span is = new Span(words(value));
                is.addClassName(value.equals(below.path("default")) ? "quiet" : "strong");
                table.row(List.of(new Span(label), is, new Span(words(below.path("default")))));
            }
        });
    }

    private static String words(JsonNode value) {
        if (value.isMissingNode() || value.isNull() || value.isContainer() && value.isEmpty()) {
            return "none";
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.isArray() ? value.valueStream().map(Configuration::words).collect(Collectors.joining(", ")) : value.asString(value.toString());
    }
}
