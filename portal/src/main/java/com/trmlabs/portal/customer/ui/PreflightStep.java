package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.PreflightReport;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.ProjectId;
import com.vaadin.flow.component.Component;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whether the project can take what is planned. */
@org.springframework.stereotype.Component
class PreflightStep implements OnboardingStep {

    private final Preflight preflight;
    private final PlannedNodes planned;
    private final CurrentActor current;

    PreflightStep(Preflight preflight, PlannedNodes planned, CurrentActor current) {
        this.preflight = preflight;
        this.planned = planned;
        this.current = current;
    }

    @Override
    public String id() {
        return "preflight";
    }

    @Override
    public String title() {
        return "Preflight";
    }

    @Override
    public int order() {
        return 30;
    }

    @Override
    public Optional<String> waitsFor(OnboardingDraft draft) {
        return draft.project().isPresent() ? Optional.empty() : Optional.of("First complete the step Connect: it says which project to check.");
    }

    @Override
    public State state(OnboardingDraft draft) {
        return draft.project().map(project -> state(preflight.report(project, planned.of(draft, project)))).orElse(State.UNTOUCHED);
    }

    private static State state(PreflightReport report) {
        if (report.count(PreflightReport.State.NOT_ASKED) == report.lines().size()) {
            return State.UNTOUCHED;
        }
        long fail = report.count(PreflightReport.State.FAIL);
        if (fail > 0) {
            return new State(false, fail + " fail");
        }
        return report.blocks() ? new State(false, "check again") : new State(true, "done");
    }

    @Override
    public List<Decided> summary(OnboardingDraft draft) {
        return List.of();
    }

    @Override
    public StepForm open(OnboardingDraft draft, StepFrame frame) {
        ProjectId project = draft.project().orElseThrow();
        NodeDemand demand = planned.of(draft, project);
        return new Form(new PreflightPanel(preflight, current, draft.customer().orElseThrow(), project, demand, "onboarding/" + draft.id() + "/for-customer", frame.editable() ? Optional.of(frame::refresh)
                : Optional.empty()));
    }

    private record Form(PreflightPanel panel) implements StepForm {

        @Override
        public Component content() {
            return panel;
        }

        @Override
        public ObjectNode typed() {
            return new JsonMapper().createObjectNode();
        }

        @Override
        public List<StepProblem> check() {
            return List.of();
        }

        @Override
        public Optional<String> complete() {
            return Optional.empty();
        }

        @Override
        public String verb() {
            return "Continue";
        }
    }
}
