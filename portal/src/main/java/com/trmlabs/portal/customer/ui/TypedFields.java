package com.trmlabs.portal.customer.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasHelper;
import com.vaadin.flow.component.HasValidation;
import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Fields of a step, kept as JSON by key exactly as they were typed, so that also what is wrong can be saved and resumed. */
public final class TypedFields {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Groups of boxes take no focus themselves; their first box does. */
    private static final String FOCUS = "(this.querySelector('input, textarea') || this).focus()";

    private record Field(String label, Supplier<JsonNode> read, Consumer<String> mark, Runnable focus) {}

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final FormLayout layout = new FormLayout();
    private final StepFrame frame;
    private final ObjectNode begin;

    /** @param begin what the fields hold at first; a key that it leaves out keeps the field's own value */
    public TypedFields(ObjectNode begin, StepFrame frame) {
        this.begin = begin;
        this.frame = frame;
        layout.setAutoResponsive(true);
        layout.setAutoRows(true);
        layout.setExpandColumns(true);
        layout.setExpandFields(true);
        layout.setColumnWidth("13rem");
    }

    public Component layout() {
        return layout;
    }

    public TextField text(String key, String label, String help) {
        return add(key, label, help, new TextField(label), JSON::stringNode, node -> node.asString(""));
    }

    public TextArea area(String key, String label, String help) {
        TextArea area = add(key, label, help, new TextArea(label), JSON::stringNode, node -> node.asString(""));
        layout.setColspan(area, 2);
        return area;
    }

    public IntegerField number(String key, String label, String help) {
        IntegerField field = new IntegerField(label);
        field.setStepButtonsVisible(true);
        return add(key, label, help, field, value -> value == null ? JSON.nullNode() : JSON.numberNode(value),
                node -> node.isNumber() ? node.intValue() : null);
    }

    /** @param items suggested; anything else can be typed too when {@code free} */
    public ComboBox<String> choice(String key, String label, String help, Collection<String> items, boolean free) {
        ComboBox<String> box = new ComboBox<>(label);
        var known = new TreeSet<>(items);
        known.add(begin.path(key).asString(""));
        known.remove("");
        box.setItems(known);
        box.setAllowCustomValue(free);
        box.addCustomValueSetListener(typed -> box.setValue(typed.getDetail()));
        return add(key, label, help, box, value -> JSON.stringNode(value == null ? "" : value), node -> node.asString("").isEmpty() ? null : node.asString());
    }

    public RadioButtonGroup<String> radio(String key, String label, String help, Map<String, String> words) {
        RadioButtonGroup<String> group = new RadioButtonGroup<>(label);
        group.setItems(words.keySet());
        group.setItemLabelGenerator(words::get);
        return add(key, label, help, group, value -> JSON.stringNode(value == null ? "" : value), node -> words.containsKey(node.asString("")) ? node.asString() : null);
    }

    public CheckboxGroup<String> several(String key, String label, String help, Collection<String> items) {
        CheckboxGroup<String> group = new CheckboxGroup<>(label);
        group.setItems(items);
        return add(key, label, help, group, TypedFields::array, node -> new TreeSet<>(node.values().stream().map(one -> one.asString(""))
                .filter(items::contains).toList()));
    }

    private static JsonNode array(Collection<String> values) {
        var array = JSON.arrayNode();
        new TreeSet<>(values).forEach(array::add);
        return array;
    }

    private <V, C extends Component & HasValue<?, V> & HasValidation> C add(String key, String label, String help, C field,
            Function<V, JsonNode> write, Function<JsonNode, V> read) {
        field.setManualValidation(true);
        if (!help.isEmpty() && field instanceof HasHelper helped) {
            helped.setHelperText(help);
        }
        field.setReadOnly(!frame.editable());
        field.setId("step-" + key);
        fields.put(key, new Field(label, () -> write.apply(field.getValue()), message -> {
            field.setInvalid(!message.isEmpty());
            field.setErrorMessage(message);
        }, () -> field.getElement().executeJs(FOCUS)));
        if (begin.has(key)) {
            field.setValue(read.apply(begin.path(key)));
        }
        field.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                frame.changed();
            }
        });
        layout.add(field);
        return field;
    }

    /** A part of the form that reads and writes its JSON itself. */
    public void part(String key, String label, Component part, Supplier<JsonNode> read, Consumer<String> mark, Runnable focus) {
        fields.put(key, new Field(label, read, mark, focus));
        Div whole = new Div(part);
        layout.add(whole);
        layout.setColspan(whole, 2);
    }

    public ObjectNode typed() {
        ObjectNode typed = new JsonMapper().createObjectNode();
        fields.forEach((key, field) -> typed.set(key, field.read().get()));
        return typed;
    }

    /** Marks the fields. @param problems by key, in words */
    public List<StepProblem> mark(Map<String, String> problems) {
        fields.forEach((key, field) -> field.mark().accept(problems.getOrDefault(key, "")));
        return fields.entrySet().stream().filter(field -> problems.containsKey(field.getKey()))
                .map(field -> new StepProblem(field.getValue().label() + ": " + problems.get(field.getKey()), field.getValue().focus())).toList();
    }
}
