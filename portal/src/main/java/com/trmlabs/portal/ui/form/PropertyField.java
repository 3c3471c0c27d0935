package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.InputProblem;
import com.vaadin.flow.component.Component;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One property on the screen, a field or a group of them. */
interface PropertyField {

    Property property();

    Component component();

    /** What it holds now; missing when it was left empty. */
    JsonNode value();

    /** Whether what it holds says nothing that would not hold without it. */
    default boolean isStandard() {
        return property().isStandard(value());
    }

    /** Why what was typed is no value at all. */
    default Optional<String> flaw() {
        return Optional.empty();
    }

    /** Says at the field what is wrong with it or inside it; nothing when there is nothing wrong. */
    default void show(List<InputProblem> problems) {}

    default void needed(boolean needed) {}

    default void focus() {}

    default Stream<PropertyField> fields() {
        return Stream.of(this);
    }

    /** Those of its fields that apply now. */
    default Stream<PropertyField> standingFields() {
        return fields();
    }

    /** Shows what applies now; only what was changed if that is asked for. Whether anything is left to see. */
    default boolean arrange(boolean onlyChanged) {
        return !onlyChanged || property().differs(value());
    }
}
