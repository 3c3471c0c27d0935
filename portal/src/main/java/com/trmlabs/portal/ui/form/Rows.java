package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.InputProblem;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.FieldSet;
import com.vaadin.flow.component.html.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** A list of objects: a group of fields for each, one setting as a whole. */
final class Rows implements PropertyField {

    private final Property property;
    private final Consumer<PropertyField> changed;
    private final List<Group> groups = new ArrayList<>();
    private final Div list = new Div();
    private final Button more;
    private final Paragraph problem = new Paragraph();
    private final FieldSet component;

    Rows(Property property, Consumer<PropertyField> changed) {
        this.property = property;
        this.changed = changed;
        more = new Button(property.schema().at("/items/title").isMissingNode() ? "Add one to " + property.label() : "Add " + one(), click -> {
            fill(with(JsonMapper.shared().createObjectNode()));
            groups.getLast().fields().findFirst().ifPresent(PropertyField::focus);
            changed.accept(this);
        });
        problem.addClassName("form-problem");
        problem.getElement().setAttribute("role", "alert");
        problem.setVisible(false);
        component = new FieldSet(list, problem, more);
        component.setLegendText(property.label());
        if (property.schema().has("description")) {
            Paragraph hint = new Paragraph(property.schema().path("description").asString());
            hint.addClassName("quiet");
            component.getElement().insertChild(1, hint.getElement());
        }
        component.addClassName("form-group");
        list.addClassName("form-rows");
        fill(property.is().values());
    }

    private void fill(Iterable<JsonNode> entries) {
        groups.clear();
        list.removeAll();
        for (JsonNode entry : entries) {
            int index = groups.size();
            String name = one() + " " + (index + 1);
            JsonNode schema = ((ObjectNode) property.schema().path("items").deepCopy()).put("title", name);
            Group group = new Group(new Property(name, property.pointer().appendIndex(index), schema, entry, MissingNode.getInstance()),
                    new Fields(false, field -> changed.accept(this)));
            groups.add(group);
            Button less = new Button("Remove " + name, click -> remove(index));
            list.add(new Div(group.component(), less));
        }
    }

    /** What one of them is called. */
    private String one() {
        return property.schema().at("/items/title").asString(property.label());
    }

    private void remove(int index) {
        List<JsonNode> left = new ArrayList<>(entries());
        left.remove(index);
        fill(left);
        more.focus();
        changed.accept(this);
    }

    private List<JsonNode> entries() {
        return groups.stream().<JsonNode>map(group -> group.value() instanceof ObjectNode value ? value : JsonMapper.shared().createObjectNode()).toList();
    }

    private List<JsonNode> with(JsonNode entry) {
        List<JsonNode> all = new ArrayList<>(entries());
        all.add(entry);
        return all;
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
        ArrayNode array = JsonMapper.shared().createArrayNode();
        entries().forEach(array::add);
        return array.isEmpty() && property.is().isMissingNode() ? MissingNode.getInstance() : array;
    }

    @Override
    public void show(List<InputProblem> problems) {
        groups.stream().flatMap(PropertyField::fields).forEach(field -> field.show(problems.stream()
                .filter(one -> one.pointer().equals(field.property().pointer().toString())).toList()));
        String own = property.pointer().toString();
        problems.stream().filter(one -> one.pointer().equals(own)).findFirst().ifPresentOrElse(one -> problem.setText(one.toString()), () -> problem.setText(""));
        problem.setVisible(!problem.getText().isEmpty());
    }

    @Override
    public void focus() {
        groups.stream().flatMap(PropertyField::fields).findFirst().ifPresentOrElse(PropertyField::focus, more::focus);
    }

    @Override
    public boolean arrange(boolean onlyChanged) {
        groups.forEach(group -> group.arrange(false));
        return !onlyChanged || property.differs(value());
    }
}
