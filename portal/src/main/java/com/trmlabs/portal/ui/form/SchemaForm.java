package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.inputs.InputsSchema;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Composite;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of a service type, made from the JSON Schema of its inputs: one renderer for all types. What the schema says in
 * words that are not known here becomes JSON as text, so that a new type never fails for its form. What {@code required} asks
 * for only under an {@code if} is seen and sent only while that holds; what was typed there waits.
 */
public final class SchemaForm extends Composite<Div> {

    private final InputsSchema schema;
    private final PropertyField root;
    private final boolean compares;
    private final Div summary = new Div();
    private final Checkbox onlyChanged = new Checkbox("Only changed");
    private final Span changes = new Span();
    private final Set<PropertyField> touched = new HashSet<>();
    private final List<Consumer<ObjectNode>> listeners = new ArrayList<>();
    private boolean summaryShown;

    /**
     * @param values to begin with; what they leave out begins with its default
     * @param was the values before this change, when there is something to compare with
     */
    public SchemaForm(JsonNode tree, ObjectNode values, Optional<ObjectNode> was) {
        schema = new InputsSchema(tree);
        compares = was.isPresent();
        JsonNode before = was.<JsonNode>map(schema::withDefaults).orElse(MissingNode.getInstance());
        root = new Fields(compares, this::changed).of(new Property("", JsonPointer.empty(), tree, schema.withDefaults(values), before));
        summary.addClassName("form-problems");
        summary.getElement().setAttribute("role", "alert").setAttribute("tabindex", "-1");
        summary.setVisible(false);
        onlyChanged.addValueChangeListener(ticked -> arrange());
        changes.getElement().setAttribute("role", "status");
        Div bar = new Div(changes, onlyChanged);
        bar.addClassName("form-changes");
        bar.setVisible(compares);
        getContent().addClassName("schema-form");
        getContent().add(summary, bar, root.component());
        arrange();
    }

    /** What the form holds now, defaults included. */
    public ObjectNode values() {
        return root.value() instanceof ObjectNode values ? values : JsonMapper.shared().createObjectNode();
    }

    /** What is wrong with it, in the order of the form; none when it can be sent. */
    public List<InputProblem> problems() {
        Map<String, InputProblem> problems = new LinkedHashMap<>();
        root.standingFields().forEach(field -> field.flaw().ifPresent(flaw -> problems.put(field.property().pointer().toString(),
                new InputProblem(field.property().pointer().toString(), field.property().label(), flaw))));
        schema.problems(values()).forEach(problem -> problems.putIfAbsent(problem.pointer(), problem));
        return List.copyOf(problems.values());
    }

    /** Called with the values after each change. */
    public SchemaForm onChange(Consumer<ObjectNode> listener) {
        listeners.add(listener);
        return this;
    }

    /** Shows all problems, at their fields and above the form, and moves there. Whether there are none. */
    public boolean check() {
        List<InputProblem> problems = problems();
        show(problems);
        return problems.isEmpty();
    }

    /** Shows problems that somebody else found, for example the activity that was asked to take the values. */
    public void show(List<InputProblem> problems) {
        summaryShown = true;
        onlyChanged.setValue(false);
        root.fields().forEach(touched::add);
        mark(problems);
        summarise(problems);
        if (!problems.isEmpty()) {
            summary.getElement().executeJs("this.focus()");
        }
    }

    /** How many settings differ from what they were. */
    public long changed() {
        return compares ? root.standingFields().filter(field -> field.property().differs(field.value())).count() : 0;
    }

    private void changed(PropertyField field) {
        touched.add(field);
        List<InputProblem> problems = problems();
        mark(problems);
        if (summaryShown) {
            summarise(problems);
        }
        arrange();
        ObjectNode values = values();
        listeners.forEach(listener -> listener.accept(values));
    }

    private void arrange() {
        root.arrange(onlyChanged.getValue());
        changes.setText(changed() + " of " + root.fields().count() + " settings changed");
    }

    private void mark(List<InputProblem> problems) {
        touched.forEach(field -> field.show(problems.stream().filter(problem -> belongs(problem, field)).toList()));
    }

    private static boolean belongs(InputProblem problem, PropertyField field) {
        String pointer = field.property().pointer().toString();
        return problem.pointer().equals(pointer) || problem.pointer().startsWith(pointer + "/");
    }

    private void summarise(List<InputProblem> problems) {
        summary.removeAll();
        summary.setVisible(!problems.isEmpty());
        if (problems.isEmpty()) {
            return;
        }
        Paragraph headline = new Paragraph(problems.size() == 1 ? "One value needs a correction" : problems.size() + " values need a correction");
        headline.addClassName("strong");
        UnorderedList list = new UnorderedList();
        problems.forEach(problem -> list.add(new ListItem(link(problem))));
        summary.add(headline, list);
    }

    private Component link(InputProblem problem) {
        return root.fields().filter(field -> belongs(problem, field)).findFirst().<Component>map(field -> {
            Button link = new Button(problem.toString(), click -> field.focus());
            link.addThemeVariants(ButtonVariant.TERTIARY);
            return link;
        }).orElseGet(() -> new Span(problem.toString()));
    }
}
