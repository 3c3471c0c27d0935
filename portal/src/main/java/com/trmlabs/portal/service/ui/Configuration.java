package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.ui.PlainTable;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a service: first those that somebody set to something else than their default, then, folded, all of them. */
final class Configuration {

    private Configuration() {}

    private record Setting(String label, JsonNode schema, JsonNode value) {

        boolean isDefault() {
            return value.equals(schema.path("default")) || isNothing(value) && isNothing(schema.path("default"));
        }
    }

    static Div of(JsonNode schema, ObjectNode inputs) {
        List<Setting> all = settings("", schema, new InputsSchema(schema).withDefaults(inputs)).toList();
        List<Setting> set = all.stream().filter(setting -> !setting.isDefault()).toList();
        NativeDetails everything = new NativeDetails("All " + all.size() + " settings", table("All settings", all));
        everything.addClassName("evidence");
        return new Div(set.isEmpty() ? new Paragraph("Every setting has its default.") : table("Settings that differ from their default", set), everything);
    }

    private static Stream<Setting> settings(String above, JsonNode schema, JsonNode values) {
        return schema.path("properties").properties().stream().flatMap(property -> {
            JsonNode below = property.getValue();
            String label = above + below.path("title").asString(property.getKey());
            JsonNode value = values.path(property.getKey());
            return below.has("properties") ? settings(label + ": ", below, value) : Stream.of(new Setting(label, below, value));
        });
    }

    private static PlainTable table(String label, List<Setting> settings) {
        PlainTable table = new PlainTable(label, "Setting", "Value", "Default");
        settings.forEach(setting -> {
            Span is = new Span(words(setting.value(), setting.schema()));
            if (!setting.isDefault()) {
                is.addClassName("strong");
            }
            Span standard = new Span(words(setting.schema().path("default"), setting.schema()));
            standard.addClassName("quiet");
            table.row(List.of(new Span(setting.label()), is, standard));
        });
        return table;
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isContainer() && value.isEmpty() || value.isString() && value.asString().isEmpty();
    }

    private static String words(JsonNode value, JsonNode schema) {
        if (isNothing(value)) {
            return "not set";
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        if (value.isArray()) {
            JsonNode items = schema.path("items");
            return value.valueStream().map(entry -> words(entry, items)).collect(Collectors.joining(items.has("properties") ? "; " : ", "));
        }
        return value.isObject() ? entry(value, schema) : value.asString(value.toString());
    }

    /** {@code Name api, Database exposure}: in the order of the form, without what is not set or not so. */
    private static String entry(JsonNode value, JsonNode schema) {
        return schema.path("properties").properties().stream()
                .filter(property -> !isNothing(value.path(property.getKey())) && !(value.path(property.getKey()).isBoolean() && !value.path(property.getKey()).asBoolean()))
                .map(property -> property.getValue().path("title").asString(property.getKey()) + " " + words(value.path(property.getKey()), property.getValue()))
                .collect(Collectors.joining(", "));
    }
}
