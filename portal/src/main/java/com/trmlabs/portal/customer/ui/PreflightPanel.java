package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.PreflightReport;
import com.trmlabs.portal.customer.PreflightReport.Line;
import com.trmlabs.portal.customer.PreflightReport.State;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.CheckRow;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Status;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AnchorTarget;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The checks of a project: what needs somebody first, what passed folded. */
final class PreflightPanel extends Div {

    private final Preflight preflight;
    private final CurrentActor current;
    private final CustomerId customer;
    private final ProjectId project;
    private final NodeDemand demand;
    private final String page;
    private final Optional<Runnable> checked;

    /** @param page for the customer
     * @param checked called after each round; absent when the person may not start one */
    PreflightPanel(Preflight preflight, CurrentActor current, CustomerId customer, ProjectId project, NodeDemand demand, String page, Optional<Runnable> checked) {
        this.preflight = preflight;
        this.current = current;
        this.customer = customer;
        this.project = project;
        this.demand = demand;
        this.page = page;
        this.checked = checked;
        addClassName("column");
        draw();
    }

    private void draw() {
        removeAll();
        PreflightReport report = preflight.report(project, demand);
        add(head(report));
        if (report.count(State.NOT_ASKED) == report.lines().size()) {
            add(new EmptyState("Nothing checked yet", "The checks ask Google whether " + project + " can take " + demand + ". They change nothing."));
            return;
        }
        add(rows(report.lines().stream().filter(line -> line.state() != State.PASS || line.ofOtherPlan())
                .sorted(Comparator.comparing(PreflightPanel::urgency)).toList()));
        List<Line> passed = report.lines().stream().filter(line -> line.state() == State.PASS && !line.ofOtherPlan()).toList();
        if (!passed.isEmpty()) {
            Details details = new Details(passed.size() + " passed", rows(passed));
            details.setOpened(passed.size() == report.lines().size());
            add(details);
        }
    }

    private static int urgency(Line line) {
        return List.of(State.FAIL, State.NOT_ASKED, State.WARN, State.WAIVED, State.PASS).indexOf(line.state());
    }

    private Component head(PreflightReport report) {
        Span summary = new Span(report.summary());
        summary.addClassName("strong");
        summary.getElement().setAttribute("role", "status");
        Div head = new Div(summary, new AsOf(report.asOf().orElse(null), Duration.ofDays(1), Duration.ofDays(3)));
        head.addClassName("row");
        checked.ifPresent(then -> head.add(asking(report.asOf().isPresent() ? "Re-check all" : "Check now", "", () -> preflight.run(project, demand))));
        Anchor forCustomer = new Anchor(page, "Page for the customer");
        forCustomer.setTarget(AnchorTarget.BLANK);
        head.add(forCustomer);
        return new Div(head, new Paragraph("Measured against " + demand + "."));
    }

    private Button asking(String words, String about, Runnable question) {
        Button button = new Button(words, click -> {
            question.run();
            draw();
            checked.ifPresent(Runnable::run);
        });
        if (!about.isEmpty()) {
            button.setAriaLabel(words + ": " + about);
        }
        button.setDisableOnClick(true);
        return button;
    }

    private Div rows(List<Line> lines) {
        Div list = new Div();
        list.getElement().setAttribute("role", "list");
        lines.forEach(line -> list.add(row(line)));
        return list;
    }

    private Component row(Line line) {
        String cause = (line.ofOtherPlan() ? "Checked for another plan; check again. " : "") + line.cause();
        CheckRow row = new CheckRow(status(line.state()), line.title() + (line.strict() && line.state() == State.FAIL ? " (strict, no waiver)" : ""), cause);
        line.waiver().ifPresent(waiver -> row.with(new Paragraph("Waived by " + waiver.by() + ": \"" + waiver.reason() + "\", until"), new Moment(waiver.until())));
        line.fixes().forEach(fix -> row.with(fix(fix)));
        Div verbs = new Div();
        verbs.addClassName("row");
        checked.ifPresent(then -> verbs.add(asking("Re-check this one", line.title(), () -> preflight.runOne(project, demand, line.check()))));
        if (line.state() == State.FAIL && !line.strict()) {
            verbs.add(waive(line));
        }
        line.checkedAt().ifPresent(at -> verbs.add(new AsOf(at, Duration.ofDays(1), Duration.ofDays(3))));
        return row.with(verbs);
    }

    private Component waive(Line line) {
        if (!current.grants().holds(Role.APPROVER, customer)) {
            return new Span("Approvers of " + customer + " can waive this.");
        }
        Button waive = new Button("Waive...", click -> new WaiveDialog(line.title(), (until, reason) -> {
            preflight.waive(project, line.check(), until, reason);
            draw();
            checked.ifPresent(Runnable::run);
        }).open());
        waive.setAriaLabel("Waive: " + line.title());
        return waive;
    }

    static Component fix(Fix fix) {
        if (!fix.isLink()) {
            return new Div(new Span("Fix: " + fix.title()), new CopyBox(fix.title(), fix.text()));
        }
        Anchor link = new Anchor(fix.text(), fix.title());
        link.setTarget(AnchorTarget.BLANK);
        return new Div(new Span("Fix: "), link);
    }

    static Status status(State state) {
        return state == State.NOT_ASKED ? Status.UNKNOWN : Status.of(state);
    }
}
