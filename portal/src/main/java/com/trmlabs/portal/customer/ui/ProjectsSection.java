package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.AccessTest;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.CustomerQueries.ProjectPage;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.annotation.Order;

/** The customer's Google Cloud projects: where they are, whether we are let in, what preflight said. */
@org.springframework.stereotype.Component
@Order(100)
class ProjectsSection implements CustomerSection {

    private final CustomerQueries customers;
    private final Preflight preflight;
    private final PlannedNodes planned;
    private final OnboardingDrafts drafts;

    ProjectsSection(CustomerQueries customers, Preflight preflight, PlannedNodes planned, OnboardingDrafts drafts) {
        this.drafts = drafts;
        this.customers = customers;
        this.preflight = preflight;
        this.planned = planned;
    }

    @Override
    public Optional<Component> section(CustomerId customer) {
        var projects = customers.projects(customer);
        SectionCard card = new SectionCard("Projects");
        if (projects.isEmpty()) {
            card.add(new EmptyState("No project yet", "The step Connect of the onboarding registers the customer's Google Cloud project."));
        }
        projects.forEach(project -> card.add(facts(project)));
        return Optional.of(card);
    }

    private Component facts(ProjectPage project) {
        var details = project.details();
        var report = preflight.report(details.id(), planned.small(details.id()));
        return new Div(new H3(details.id().value()), new FactList()
                .fact("Region", details.region() + " (" + String.join(", ", details.zones()) + ")")
                .fact("Network", details.network() + " / " + details.subnet() + ", pods " + details.podRange() + ", services " + details.serviceRange())
                .fact("Access", project.access().map(ProjectsSection::access).orElseGet(() -> new Span("never tested")))
                .fact("Onboarding", onboardings(details.id()))
                .fact("Preflight", new Div(new Span(report.summary() + " "), new AsOf(report.asOf().orElse(null), Duration.ofDays(1), Duration.ofDays(3)))));
    }

    private Component onboardings(ProjectId project) {
        Div links = new Div();
        links.addClassName("row");
        drafts.submitted(project).forEach(one -> links.add(new Anchor("onboarding/" + one.id(), "Answers of " + one.outcome())));
        return links.getChildren().findAny().isPresent() ? links : new Span("not submitted");
    }

    private static Component access(AccessTest test) {
        Div access = new Div(new StatusBadge(test.refusal().isEmpty() ? Status.PASS : Status.FAIL), new Span(test.refusal().orElse("")), new AsOf(test.at(), Duration.ofDays(1), Duration.ofDays(3)));
        access.addClassName("row");
        return access;
    }
}
