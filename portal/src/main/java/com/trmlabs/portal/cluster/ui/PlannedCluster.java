package com.trmlabs.portal.cluster.ui;

import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The cluster that an onboarding plans, for the steps after it. */
@Component
public class PlannedCluster {

    static final String STEP = "cluster";

    private final CustomerQueries customers;

    PlannedCluster(CustomerQueries customers) {
        this.customers = customers;
    }

    /** Absent until the step is complete. */
    public Optional<ClusterPlan> of(OnboardingDraft draft) {
        if (draft.project().isEmpty() || draft.version(STEP) == 0) {
            return Optional.empty();
        }
        var input = new ClusterInput(draft.data(STEP), customers.project(draft.project().get()).details());
        return input.problems().isEmpty() ? Optional.of(input.plan()) : Optional.empty();
    }
}
