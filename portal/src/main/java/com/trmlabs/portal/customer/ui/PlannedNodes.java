package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The nodes that preflight measures a project against: what the draft plans, or before that a small plan in the project's zones. */
@Component
public class PlannedNodes {

    private final ObjectProvider<OnboardingStep> steps;
    private final CustomerQueries customers;

    PlannedNodes(ObjectProvider<OnboardingStep> steps, CustomerQueries customers) {
        this.steps = steps;
        this.customers = customers;
    }

    public NodeDemand of(OnboardingDraft draft, ProjectId project) {
        return steps.stream().map(step -> step.demand(draft)).flatMap(Optional::stream).findFirst().orElseGet(() -> small(project));
    }

    /** For a project without a plan. */
    public NodeDemand small(ProjectId project) {
        return new NodeDemand("e2-standard-4", customers.project(project).details().zones(), 1, 3);
    }
}
