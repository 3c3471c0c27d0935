package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.PreflightReport;
import com.trmlabs.portal.customer.PreflightReport.State;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.ui.CheckRow;
import com.trmlabs.portal.ui.Moment;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;

/** What the customer's admin has to do, on a plain page to print or send. It names no person of ours and holds nothing secret. */
@Route(value = "onboarding/:id/for-customer", autoLayout = false)
@PermitAll
class CustomerPreflightPage extends Main implements BeforeEnterObserver, HasDynamicTitle {

    private final OnboardingDrafts drafts;
    private final Preflight preflight;
    private final PlannedNodes planned;
    private String title = "";

    CustomerPreflightPage(OnboardingDrafts drafts, Preflight preflight, PlannedNodes planned) {
        this.drafts = drafts;
        this.preflight = preflight;
        this.planned = planned;
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String id = event.getRouteParameters().get("id").filter(text -> text.matches("[0-9]{1,18}")).orElseThrow(() -> new NotFound("onboarding"));
        var draft = drafts.find(Long.parseLong(id));
        ProjectId project = draft.project().orElseThrow(() -> new NotFound("project of onboarding " + id));
        var demand = planned.of(draft, project);
        PreflightReport report = preflight.report(project, demand);
        title = "Checks of project " + project;
        removeAll();
        add(new H1(title), new Paragraph("For the administrator of the project. Planned are " + demand + ". Checked: " + report.summary() + "."));
        report.asOf().ifPresent(at -> add(new Moment(at)));
        section("To do", report, List.of(State.FAIL, State.NOT_ASKED));
        section("To know", report, List.of(State.WARN, State.WAIVED));
        section("Passed", report, List.of(State.PASS));
    }

    private void section(String heading, PreflightReport report, List<State> states) {
        var lines = report.lines().stream().filter(line -> states.contains(line.state())).toList();
        if (lines.isEmpty()) {
            return;
        }
        Div list = new Div();
        list.getElement().setAttribute("role", "list");
        lines.forEach(line -> {
            CheckRow row = new CheckRow(PreflightPanel.status(line.state()), line.title(), line.cause());
            if (line.topic() != Topic.REGISTRY) { // that fix is ours
                line.fixes().forEach(fix -> row.with(PreflightPanel.fix(fix)));
            }
            list.add(row);
        });
        add(new H2(heading), list);
    }

    @Override
    public String getPageTitle() {
        return title;
    }
}
