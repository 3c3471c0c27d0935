package com.trmlabs.portal.ui.form;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.textfield.TextFieldBase;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/** Chooses the input for a property by its schema; JSON as text for what the schema says in words that are not known here. */
final class Fields {

    private static final Set<String> ABOUT = Set.of("$schema", "$comment", "title", "description", "type", "default", "examples", "format",
            "enum", "deprecated");
    private static final Set<String> LIMITS = Set.of("minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum",
            "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "items", "minProperties", "maxProperties", "not");
    private static final int LONG_TEXT = 300;
    private static final int TYPING_PAUSE = 600;

    private final boolean compares;
    private final Consumer<PropertyField> changed;

    Fields(boolean compares, Consumer<PropertyField> changed) {
        this.compares = compares;
        this.changed = changed;
    }

    PropertyField of(Property property) {
        JsonNode schema = property.schema();
        if (Group.isPlain(schema) && fits(property.is(), JsonNode::isObject)) {
            return new Group(property, this);
        }
        if (!isKnown(schema.propertyNames())) {
            return json(property);
        }
        if (schema.has("enum")) {
            return property.is().isMissingNode() || schema.path("enum").values().contains(property.is()) ? choice(property) : json(property);
        }
        return switch (property.type()) {
            case "string" -> fits(property.is(), JsonNode::isString) ? text(property) : json(property);
            case "integer" -> fits(property.is(), JsonNode::isInt) ? whole(property) : json(property);
            case "number" -> fits(property.is(), JsonNode::isNumber) ? number(property) : json(property);
            case "boolean" -> fits(property.is(), JsonNode::isBoolean) ? yesOrNo(property) : json(property);
            case "array" -> list(property);
            default -> json(property);
        };
    }

    /** Whether all keywords are understood; {@code x-} marks remarks for others. */
    static boolean isKnown(Collection<String> keywords) {
        return keywords.stream().allMatch(keyword -> ABOUT.contains(keyword) || LIMITS.contains(keyword) || keyword.startsWith("x-"));
    }

    private static boolean fits(JsonNode value, Predicate<JsonNode> type) {
        return value.isMissingNode() || type.test(value);
    }

    private PropertyField text(Property property) {
        boolean isLong = property.schema().path("maxLength").asInt(0) > LONG_TEXT;
        return isLong ? text(property, new TextArea()) : text(property, new TextField());
    }

    private <F extends TextFieldBase<F, String>> PropertyField text(Property property, F input) {
        input.setManualValidation(true);
        input.setValue(property.is().asString(""));
        return new ValueField<>(property, compares, waiting(input), Fields::string).tell(changed);
    }

    private static JsonNode string(String text) {
        return text.isEmpty() ? MissingNode.getInstance() : StringNode.valueOf(text);
    }

    private PropertyField whole(Property property) {
        IntegerField input = new IntegerField();
        input.setManualValidation(true);
        input.setStepButtonsVisible(true);
        input.setMin(property.schema().path("minimum").asInt(Integer.MIN_VALUE));
        input.setMax(property.schema().path("maximum").asInt(Integer.MAX_VALUE));
        input.setValue(property.is().isMissingNode() ? null : property.is().intValue());
        return new ValueField<>(property, compares, waiting(input), (@Nullable Integer number) ->
                number == null ? MissingNode.getInstance() : IntNode.valueOf(number)).tell(changed);
    }

    private PropertyField number(Property property) {
        BigDecimalField input = new BigDecimalField();
        input.setManualValidation(true);
        input.setValue(property.is().isMissingNode() ? null : property.is().decimalValue());
        return new ValueField<>(property, compares, waiting(input), (@Nullable BigDecimal number) ->
                number == null ? MissingNode.getInstance() : DecimalNode.valueOf(number)).tell(changed);
    }

    private PropertyField yesOrNo(Property property) {
        Checkbox input = new Checkbox();
        input.setManualValidation(true);
        input.setValue(property.is().asBoolean(false));
        return new ValueField<>(property, compares, input, BooleanNode::valueOf).tell(changed);
    }

    private PropertyField choice(Property property) {
        List<JsonNode> offered = List.copyOf(property.schema().path("enum").values());
        JsonNode chosen = property.is().isMissingNode() ? null : property.is();
        if (offered.size() <= 3) {
            RadioButtonGroup<JsonNode> radios = new RadioButtonGroup<>();
            radios.setManualValidation(true);
            radios.setItems(offered);
            radios.setItemLabelGenerator(Property::words);
            radios.setValue(chosen);
            return new ValueField<>(property, compares, radios, Fields::orMissing).tell(changed);
        }
        Select<JsonNode> select = new Select<>();
        select.setManualValidation(true);
        select.setItems(offered);
        select.setItemLabelGenerator(Property::words);
        select.setValue(chosen);
        return new ValueField<>(property, compares, select, Fields::orMissing).tell(changed);
    }

    private static JsonNode orMissing(@Nullable JsonNode chosen) {
        return chosen == null ? MissingNode.getInstance() : chosen;
    }

    private PropertyField list(Property property) {
        JsonNode items = property.schema().path("items");
        if (Group.isPlain(items) && fits(property.is(), list -> list.isArray() && list.values().stream().allMatch(JsonNode::isObject))) {
            return new Rows(property, changed);
        }
        boolean plain = items.path("type").asString("").equals("string") && isKnown(items.propertyNames());
        if (!plain || !fits(property.is(), list -> list.isArray() && list.values().stream().allMatch(JsonNode::isString))) {
            return json(property);
        }
        List<String> entries = property.is().values().stream().map(JsonNode::asString).toList();
        if (items.path("format").asString("").equals("cidr")) {
            CidrField input = new CidrField();
            input.setValue(entries);
            return new ValueField<>(property, compares, input, Fields::array).tell(changed);
        }
        TextArea input = new TextArea();
        input.setManualValidation(true);
        input.setPlaceholder("One per line");
        input.setValue(String.join("\n", entries));
        return new ValueField<>(property, compares, waiting(input), text -> array(text.lines().map(String::strip)
                .filter(line -> !line.isEmpty()).toList())).tell(changed);
    }

    private static JsonNode array(List<String> entries) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        entries.forEach(array::add);
        return array.isEmpty() ? MissingNode.getInstance() : array;
    }

    private PropertyField json(Property property) {
        TextArea input = new TextArea();
        input.setManualValidation(true);
        input.addClassName("mono");
        input.setPlaceholder("JSON");
        input.setValue(property.is().isMissingNode() ? "" : property.is().toPrettyString());
        return new ValueField<>(property, compares, waiting(input), text ->
                text.isBlank() ? MissingNode.getInstance() : JsonMapper.shared().readTree(text)).tell(changed);
    }

    private static <F extends TextFieldBase<F, ?>> F waiting(F input) {
        input.setValueChangeMode(ValueChangeMode.LAZY);
        input.setValueChangeTimeout(TYPING_PAUSE);
        return input;
    }
}
