package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.spi.NodeDemand;
import java.util.List;
import java.util.Optional;

/** One step of the onboarding wizard; every bean of this type is a step. What is typed at it stands in the draft under its id. */
public interface OnboardingStep {

    /** Part of the address: {@code cluster}. */
    String id();

    String title();

    /** Steps stand in this order; the customer module has 10, 20 and 30. */
    int order();

    /** Why it cannot be opened yet, for a person; absent when it can. */
    default Optional<String> waitsFor(OnboardingDraft draft) {
        return Optional.empty();
    }

    State state(OnboardingDraft draft);

    /** What was decided at it, for the summary beside the steps. */
    List<Decided> summary(OnboardingDraft draft);

    StepForm open(OnboardingDraft draft, StepFrame frame);

    /** The nodes that it asks for, when it is the one that plans them. */
    default Optional<NodeDemand> demand(OnboardingDraft draft) {
        return Optional.empty();
    }

    /** @param words shown below the title: {@code done}, {@code 2 fail}; empty when there is nothing to say */
    record State(boolean complete, String words) {

        public static final State UNTOUCHED = new State(false, "");
        public static final State DONE = new State(true, "done");
        public static final State INCOMPLETE = new State(false, "not complete");
    }

    record Decided(String name, String value) {}
}
