package com.trmlabs.portal.customer.ui;

import com.vaadin.flow.component.Component;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** An opened step. */
public interface StepForm {

    Component content();

    /** What stands in its fields, right or not. Empty for a step in which nothing is typed. */
    ObjectNode typed();

    /** Marks what is wrong at its field and answers it in the order of the form; none when the step is right. */
    List<StepProblem> check();

    /**
     * Makes it count; called when {@link #check} found nothing and what was typed is saved. May refuse.
     *
     * @return where to go, absent for the next step
     */
    Optional<String> complete();

    /** The button that completes it. */
    default String verb() {
        return "Save and continue";
    }
}
