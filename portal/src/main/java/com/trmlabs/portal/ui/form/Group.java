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
import java.util.stream.Collectors;
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
    private final Set<PropertyField> strays;
    private final boolean isRoot;
    private final Component component;

    Group(Property property, Fields fields) {
        this.property = property;
        this.branches = Branch.of(property.schema());
        this.required = Set.copyOf(property.schema().path("required").values().stream().map(JsonNode::asString).toList());
        this.isRoot = property.pointer().matches();
        property.schema().path("properties").propertyNames().forEach(name -> children.add(fields.of(property.below(name))));
        ObjectNode given = values(children);
        this.strays = children.stream().filter(child -> !applies(child, given) && !child.isStandard()).collect(Collectors.toUnmodifiableSet());
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
        ObjectNode values = others();
        values.setAll(values(standing()));
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

    private ObjectNode values(List<PropertyField> fields) {
        ObjectNode values = JsonMapper.shared().createObjectNode();
        fields.forEach(field -> {
            JsonNode value = valueOf(field);
            if (!value.isMissingNode()) {
                values.set(field.property().name(), value);
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

    /**
     * What is seen and sent. One that does not stand keeps what was typed, but asks for no other; a schema may make that go in
     * circles, so there are no more rounds than fields.
     */
    private List<PropertyField> standing() {
        List<PropertyField> standing = children;
        for (int rounds = 0; rounds < children.size(); rounds++) {
            ObjectNode values = values(standing);
            List<PropertyField> next = children.stream().filter(child -> stands(child, values)).toList();
            if (next.equals(standing)) {
                break;
            }
            standing = next;
        }
        return standing;
    }

    /** What came filled in although nothing asks for it stands until it is emptied, so that nothing is lost unseen. */
    private boolean stands(PropertyField child, ObjectNode values) {
        return applies(child, values) || strays.contains(child) && !child.isStandard();
    }

    private boolean applies(PropertyField child, ObjectNode values) {
        String name = child.property().name();
        boolean conditional = !required.contains(name) && branches.stream().anyMatch(branch -> branch.asks().contains(name));
        boolean wanted = !conditional || branches.stream().anyMatch(branch -> branch.offersNow(name, values));
        return wanted && branches.stream().noneMatch(branch -> branch.forbidsNow(name, values));
    }

    @Override
    public boolean isStandard() {
        return others().isEmpty() && children.stream().allMatch(PropertyField::isStandard);
    }

    @Override
    public Stream<PropertyField> fields() {
        return children.stream().flatMap(PropertyField::fields);
    }

    @Override
    public Stream<PropertyField> standingFields() {
        return standing().stream().flatMap(PropertyField::standingFields);
    }

    @Override
    public boolean arrange(boolean onlyChanged) {
        List<PropertyField> standing = standing();
        ObjectNode values = values(standing);
        boolean any = false;
        for (PropertyField child : children) {
            String name = child.property().name();
            boolean seen = standing.contains(child) && child.arrange(onlyChanged);
            child.component().setVisible(seen);
            child.needed(required.contains(name) || branches.stream().anyMatch(branch -> branch.asksNow(name, values)));
            any |= seen;
        }
        return any;
    }
}
