package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.ui.PlannedCluster;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.PreflightReport.Line;
import com.trmlabs.portal.customer.ui.PlannedNodes;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.service.Onboarding;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Previews and submits what a draft asks for. */
@Component
class OnboardingReview {

    private final Onboarding onboarding;
    private final OnboardingDrafts drafts;
    private final Preflight preflight;
    private final PlannedNodes nodes;
    private final PlannedCluster cluster;
    private final PlannedServices services;

    OnboardingReview(Onboarding onboarding, OnboardingDrafts drafts, Preflight preflight, PlannedNodes nodes, PlannedCluster cluster,
            PlannedServices services) {
        this.onboarding = onboarding;
        this.drafts = drafts;
        this.preflight = preflight;
        this.nodes = nodes;
        this.cluster = cluster;
        this.services = services;
    }

    Onboarding.Preview preview(OnboardingDraft draft) {
        ClusterPlan plan = cluster.of(draft).orElseThrow();
        return onboarding.preview(plan, services.proposals(draft, plan.name()));
    }

    /** Checks the project once more against just the plan that was previewed, then submits that. @return the number of the change */
    String submit(OnboardingDraft draft, String reason, String ticket) {
        ClusterPlan plan = cluster.of(draft).orElseThrow();
        var demand = nodes.of(draft, plan.project());
        preflight.run(plan.project(), demand);
        var report = preflight.report(plan.project(), demand);
        if (report.blocks()) {
            throw new Refusal("Preflight was run again just now and no longer passes: " + report.lines().stream().filter(Line::blocks)
                    .map(line -> line.title() + ": " + line.cause()).collect(Collectors.joining(" ")) + " Nothing was submitted.");
        }
        return drafts.submit(draft, ReviewStep.ID, () -> onboarding.submit(plan, services.proposals(draft, plan.name()), reason, ticket).toString());
    }
}
