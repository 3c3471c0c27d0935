package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Work;
import java.util.Comparator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Onboardings that wait to be continued, for My work of operators. */
@Component
class OnboardingWork implements Work {

    private static final int MOST = 20;

    private final OnboardingDrafts drafts;
    private final CustomerQueries customers;
    private final ObjectProvider<OnboardingStep> steps;

    OnboardingWork(OnboardingDrafts drafts, CustomerQueries customers, ObjectProvider<OnboardingStep> steps) {
        this.drafts = drafts;
        this.customers = customers;
        this.steps = steps;
    }

    @Override
    public List<Portion> portions() {
        return List.of(new Portion(Group.WAITING, drafts.toContinue(MOST).stream().map(this::item).toList(), drafts.countToContinue(), "customers"));
    }

    private Item item(OnboardingDraft draft) {
        OnboardingStep next = steps.stream().sorted(Comparator.comparingInt(OnboardingStep::order)).filter(step -> !step.state(draft).complete())
                .findFirst().orElseThrow();
        String state = next.state(draft).words();
        return new Item("Onboarding " + draft.id(), "onboarding/" + draft.id() + "/" + next.id(),
                draft.customer().map(customer -> customers.customer(customer).name()).orElse("not named yet"), Status.DRAFT,
                "Step " + next.title() + (state.isEmpty() ? "" : ": " + state) + ". Who acts: an operator", null);
    }
}
