package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.InputProblem;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.shared.HasValidationProperties;
import com.vaadin.flow.component.shared.InputField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A property that one input holds. */
final class ValueField<C extends Component & InputField<?, V> & HasValidationProperties, V> implements PropertyField {

    private final Property property;
    private final boolean compares;
    private final C input;
    private final Function<V, JsonNode> reader;

    /**
     * @param compares whether there is an earlier state to show
     * @param reader takes over what the input holds; fails with a JacksonException when that is no value
     */
    ValueField(Property property, boolean compares, C input, Function<V, JsonNode> reader) {
        this.property = property;
        this.compares = compares;
        this.input = input;
        this.reader = reader;
        input.setLabel(property.label());
        input.setReadOnly(compares && property.isFixed());
        help();
    }

    /** Calls back with this field whenever it was changed. */
    ValueField<C, V> tell(Consumer<PropertyField> changed) {
        input.addValueChangeListener(change -> {
            help();
            changed.accept(this);
        });
        return this;
    }

    private void help() {
        boolean changed = compares && property.differs(value());
        String hint = property.hint();
        input.setHelperText((changed ? "Was " + Property.words(property.was()) + ". " : "") + hint);
        input.setClassName("changed", changed);
    }

    @Override
    public Property property() {
        return property;
    }

    @Override
    public Component component() {
        return input;
    }

    @Override
    public JsonNode value() {
        try {
            return reader.apply(input.getValue());
        } catch (JacksonException noValue) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public Optional<String> flaw() {
        if (input.isEmpty() && input.getElement().getProperty("_hasInputValue", false)) {
            return Optional.of("is no number.");
        }
        try {
            reader.apply(input.getValue());
            return Optional.empty();
        } catch (JacksonException noValue) {
            return Optional.of("is no JSON: " + noValue.getOriginalMessage() + ".");
        }
    }

    @Override
    public void show(List<InputProblem> problems) {
        String own = property.pointer().toString();
        Optional<String> whole = problems.stream().filter(problem -> problem.pointer().equals(own)).map(InputProblem::message).findFirst();
        input.setErrorMessage(problems.isEmpty() ? "" : whole.map(ValueField::sentence).orElseGet(() -> inside(problems)));
        input.setInvalid(!problems.isEmpty());
    }

    private static String sentence(String message) {
        return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
    }

    private String inside(List<InputProblem> problems) {
        if (input instanceof CidrField) {
            return problems.size() == 1 ? "One entry needs a correction." : problems.size() + " entries need a correction.";
        }
        return problems.getFirst().toString();
    }

    @Override
    public void needed(boolean needed) {
        boolean mustBeTicked = input instanceof Checkbox;
        // Vaadin's select is a button to screen readers, and a button cannot be required
        boolean isButton = input instanceof Select;
        input.setRequiredIndicatorVisible(needed && !mustBeTicked && !isButton);
    }

    @Override
    public void focus() {
        input.getElement().executeJs("(this.querySelector('vaadin-radio-button[checked]') ?? this.querySelector('vaadin-radio-button')"
                + " ?? this.querySelector('vaadin-text-area') ?? this).focus()");
    }
}
