package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.AccessTest;
import com.trmlabs.portal.customer.Connecting;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.CheckRow;
import com.trmlabs.portal.ui.Status;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** How we are let into the customer's project. */
@org.springframework.stereotype.Component
class ConnectStep implements OnboardingStep {

    static final String ID = "connect";

    private final OnboardingDrafts drafts;
    private final CustomerQueries customers;
    private final Connecting connecting;
    private final Access access;

    ConnectStep(OnboardingDrafts drafts, CustomerQueries customers, Connecting connecting, Access access) {
        this.drafts = drafts;
        this.customers = customers;
        this.connecting = connecting;
        this.access = access;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Connect";
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public Optional<String> waitsFor(OnboardingDraft draft) {
        return draft.customer().isPresent() ? Optional.empty() : Optional.of("First complete the step Customer: the project is registered for it.");
    }

    @Override
    public State state(OnboardingDraft draft) {
        if (draft.version(ID) == 0) {
            return State.UNTOUCHED;
        }
        if (draft.project().isEmpty() || !applied(draft)) {
            return State.INCOMPLETE;
        }
        return customers.project(draft.project().get()).access().map(test -> test.refusal().isEmpty() ? State.DONE : new State(false, "not let in"))
                .orElseGet(() -> new State(false, "access not tested"));
    }

    private boolean applied(OnboardingDraft draft) {
        var input = new ProjectInput(draft.data(ID), draft.customer().orElseThrow());
        return input.problems().isEmpty() && draft.project().map(project -> customers.project(project).details()).filter(input.details()::equals).isPresent();
    }

    @Override
    public List<Decided> summary(OnboardingDraft draft) {
        return draft.project().map(project -> customers.project(project).details()).map(details -> List.of(
                new Decided("Project", details.id().value()), new Decided("Region", details.region()),
                new Decided("Network", details.network() + " / " + details.subnet()))).orElseGet(List::of);
    }

    @Override
    public StepForm open(OnboardingDraft draft, StepFrame frame) {
        return new Form(draft, frame);
    }

    private final class Form implements StepForm {

        private final long draft;
        private final CustomerId customer;
        private final StepFrame frame;
        private final TypedFields fields;
        private final Div commands = new Div();
        private final Div result = new Div();

        Form(OnboardingDraft draft, StepFrame frame) {
            this.draft = draft.id();
            this.customer = draft.customer().orElseThrow();
            this.frame = frame;
            String home = customers.customer(customer).dataRegion();
            ObjectNode begin = draft.data(ID);
            fields = new TypedFields(begin, frame);
            var project = fields.text("project", "Project id", "Of the customer's Google Cloud project: bluefin-analytics-prod");
            var region = fields.choice("region", "Region", "Where the cluster will be", Regions.KNOWN, true);
            if (!begin.has("region")) {
                region.setValue(home);
            }
            String chosen = region.getValue() == null ? home : region.getValue();
            var zones = fields.several("zones", "Zones", "That nodes may spread over", Regions.zones(chosen));
            if (!begin.has("zones")) {
                zones.setValue(new TreeSet<>(Regions.usualZones(chosen)));
            }
            region.addValueChangeListener(change -> {
                if (change.getValue() != null && change.isFromClient()) {
                    zones.setItems(Regions.zones(change.getValue()));
                    zones.setValue(new TreeSet<>(Regions.usualZones(change.getValue())));
                    frame.changed();
                }
            });
            fields.text("network", "VPC network", "");
            fields.text("subnet", "Subnet", "Nodes get their addresses from it");
            fields.text("podRange", "Secondary range for pods", "");
            fields.text("serviceRange", "Secondary range for services", "");
            project.addValueChangeListener(change -> showCommands());
            showCommands();
            draft.project().flatMap(known -> customers.project(known).access()).ifPresentOrElse(this::show, this::showUntested);
        }

        private void showCommands() {
            commands.removeAll();
            new ProjectInput(fields.typed(), customer).project().ifPresentOrElse(
                    project -> commands.add(new AccessGuide(access, project)),
                    () -> commands.add(new Paragraph("Name the project: the commands for its admin appear here.")));
        }

        private void showUntested() {
            result.removeAll();
            result.add(new Paragraph("Not tested yet. When the customer's admin has run the commands:"), test("Test access"));
        }

        private void show(AccessTest test) {
            result.removeAll();
            Div list = new Div(new CheckRow(test.refusal().isEmpty() ? Status.PASS : Status.FAIL, "Access test",
                    test.refusal().orElse("The portal can act as portal-read and portal-run.")).with(new AsOf(test.at(), Duration.ofDays(1), Duration.ofDays(3)), test("Test again")));
            list.getElement().setAttribute("role", "list");
            result.add(list);
        }

        private Component test(String words) {
            Button test = new Button(words, click -> {
                if (frame.keep()) {
                    new ProjectInput(fields.typed(), customer).project().ifPresent(project -> show(connecting.test(project)));
                    frame.refresh();
                }
            });
            test.setDisableOnClick(true);
            test.addClickListener(click -> test.setEnabled(true));
            test.setVisible(frame.editable());
            return test;
        }

        @Override
        public Component content() {
            Div content = new Div(fields.layout(), commands, result);
            content.addClassName("column");
            return content;
        }

        @Override
        public ObjectNode typed() {
            return fields.typed();
        }

        @Override
        public List<StepProblem> check() {
            return fields.mark(new ProjectInput(typed(), customer).problems());
        }

        @Override
        public Optional<String> complete() {
            drafts.nameProject(draft, new ProjectInput(typed(), customer).details());
            return Optional.empty();
        }
    }
}
