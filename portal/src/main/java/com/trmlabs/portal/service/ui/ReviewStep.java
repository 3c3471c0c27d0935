package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.ui.OnboardingStep;
import com.trmlabs.portal.customer.ui.StepForm;
import com.trmlabs.portal.customer.ui.StepFrame;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The plan as it would be sealed, and the last button. */
@Component
class ReviewStep implements OnboardingStep {

    static final String ID = "review";

    private final ObjectProvider<OnboardingStep> steps;
    private final OnboardingReview review;

    ReviewStep(ObjectProvider<OnboardingStep> steps, OnboardingReview review) {
        this.steps = steps;
        this.review = review;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Review";
    }

    @Override
    public int order() {
        return 60;
    }

    @Override
    public Optional<String> waitsFor(OnboardingDraft draft) {
        if (!draft.isOpen()) {
            return Optional.empty();
        }
        List<String> open = steps.stream().filter(step -> step.order() < order()).sorted(Comparator.comparingInt(OnboardingStep::order))
                .filter(step -> !step.state(draft).complete())
                .map(step -> step.title() + (step.state(draft).words().isEmpty() ? "" : " (" + step.state(draft).words() + ")")).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of("First complete: " + String.join(", ", open) + ".");
    }

    @Override
    public State state(OnboardingDraft draft) {
        return draft.state() == OnboardingDraft.State.SUBMITTED ? new State(true, "submitted") : State.UNTOUCHED;
    }

    @Override
    public List<Decided> summary(OnboardingDraft draft) {
        return List.of();
    }

    @Override
    public StepForm open(OnboardingDraft draft, StepFrame frame) {
        return new ReviewForm(draft, draft.data(ID), frame, review);
    }
}
