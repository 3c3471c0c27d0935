package com.trmlabs.portal.ui.form;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.FieldSet;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** An object: a titled group of its properties, of which some stand there only when others ask for them. */
final class Group implements PropertyField {

    private static final Set<String> KNOWN = Set.of("properties", "required", "additionalProperties", "if", "then", "else", "allOf", "dependentRequired");

    private final Property property;
    private final List<PropertyField> children = new ArrayList<>();
    private final List<Branch> branches;
    private final Set<String> required;
    private final boolean isRoot;
    private final Component component;

    Group(Property property, Fields fields) {
        this.property = property;
        this.branches = Branch.of(property.schema());
        this.required = Set.copyOf(property.schema().path("required").values().stream().map(JsonNode::asString).toList());
        this.isRoot = property.pointer().matches();
        property.schema().path("properties").propertyNames().forEach(name -> children.add(fields.of(property.below(name))));
        this.component = isRoot ? new Div(content()) : fieldSet();
    }

    /** Whether this object can be shown as fields without leaving out anything that its schema says. */
    static boolean isPlain(JsonNode schema) {
        return schema.path("type").asString("").equals("object") && schema.has("properties")
                && schema.propertyNames().stream().allMatch(keyword -> KNOWN.contains(keyword) || Fields.isKnown(Set.of(keyword)))
                && !schema.path("additionalProperties").isObject()
                && schema.path("allOf").values().stream().allMatch(Branch::isKnown)
                && Stream.concat(Stream.of(schema), schema.path("allOf").values().stream()).allMatch(rule -> hasNoOtherProperties(rule, schema));
    }

    private static boolean hasNoOtherProperties(JsonNode rule, JsonNode schema) {
        return Stream.of("then", "else").flatMap(branch -> rule.path(branch).path("properties").propertyNames().stream())
                .allMatch(schema.path("properties")::has);
    }

    private FieldSet fieldSet() {
        FieldSet group = new FieldSet(content());
        group.setLegendText(property.label());
        if (property.schema().has("description")) {
            Paragraph description = new Paragraph(property.schema().path("description").asString());
            description.addClassName("quiet");
            group.getElement().insertChild(1, description.getElement());
        }
        group.addClassName("form-group");
        return group;
    }

    private Component[] content() {
        List<Component> parts = new ArrayList<>();
        FormLayout line = new FormLayout();
        for (PropertyField child : children) {
            if (child instanceof Group || child instanceof Rows) {
                parts.add(child.component());
                line = new FormLayout();
            } else {
                if (line.getChildren().findAny().isEmpty()) {
                    line.setResponsiveSteps(new FormLayout.ResponsiveStep("0", 1), new FormLayout.ResponsiveStep("26rem", 2));
                    parts.add(line);
                }
                line.add(child.component());
                boolean wide = child.component() instanceof TextArea || child.component() instanceof CidrField;
                line.setColspan(child.component(), wide ? 2 : 1);
            }
        }
        return parts.toArray(Component[]::new);
    }

    @Override
    public Property property() {
        return property;
    }

    @Override
    public Component component() {
        return component;
    }

    @Override
    public JsonNode value() {
        ObjectNode everything = everything();
        ObjectNode values = others();
        for (PropertyField child : children) {
            JsonNode value = valueOf(child);
            if (!value.isMissingNode() && stands(child, value, everything)) {
                values.set(child.property().name(), value);
            }
        }
        return values.isEmpty() && !isRoot && property.is().isMissingNode() ? MissingNode.getInstance() : values;
    }

    /** What was given under names that the schema allows without describing them; the form leaves it alone. */
    private ObjectNode others() {
        ObjectNode others = JsonMapper.shared().createObjectNode();
        if (property.schema().path("additionalProperties").asBoolean(true)) {
            property.is().properties().stream().filter(given -> !property.schema().path("properties").has(given.getKey()))
                    .forEach(given -> others.set(given.getKey(), given.getValue()));
        }
        return others;
    }

    private ObjectNode everything() {
        ObjectNode values = JsonMapper.shared().createObjectNode();
        children.forEach(child -> {
            JsonNode value = valueOf(child);
            if (!value.isMissingNode()) {
                values.set(child.property().name(), value);
            }
        });
        return values;
    }

    /** A group that is needed is there even when it is empty, so that what is missing is missed inside it. */
    private JsonNode valueOf(PropertyField child) {
        JsonNode value = child.value();
        boolean emptyButNeeded = value.isMissingNode() && child instanceof Group && required.contains(child.property().name());
        return emptyButNeeded ? JsonMapper.shared().createObjectNode() : value;
    }

    /** A field that nothing asks for still stands there while it holds something, so that what is sent is what is seen. */
    private boolean stands(PropertyField child, JsonNode value, ObjectNode everything) {
        String name = child.property().name();
        boolean conditional = !required.contains(name) && branches.stream().anyMatch(branch -> branch.asks().contains(name));
        boolean asked = !conditional || branches.stream().anyMatch(branch -> branch.asksNow(name, everything));
        boolean forbidden = branches.stream().anyMatch(branch -> branch.forbidsNow(name, everything));
        return asked && !forbidden || !child.property().isStandard(value);
    }

    @Override
    public Stream<PropertyField> fields() {
        return children.stream().flatMap(PropertyField::fields);
    }

    @Override
    public boolean arrange(boolean onlyChanged) {
        ObjectNode everything = everything();
        boolean any = false;
        for (PropertyField child : children) {
            String name = child.property().name();
            boolean stands = stands(child, child.value(), everything) && child.arrange(onlyChanged);
            child.component().setVisible(stands);
            child.needed(required.contains(name) || branches.stream().anyMatch(branch -> branch.asksNow(name, everything)));
            any |= stands;
        }
        return any;
    }
}
