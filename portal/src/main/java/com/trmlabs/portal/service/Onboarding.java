package com.trmlabs.portal.service;

import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.kernel.ChangeId;
import java.util.List;

/** One change that creates a customer's cluster and installs its services: what the wizard's review submits. */
public interface Onboarding {

    /** Drafts, plans, seals and asks for approval in one go; the wizard's last button. */
    ChangeId submit(ClusterPlan cluster, List<ServiceChanges.Proposal> services, String reason, String ticket);

    Preview preview(ClusterPlan cluster, List<ServiceChanges.Proposal> services);

    /** @param steps their titles in order */
    record Preview(List<String> steps, List<Difference> differences, String impact, String wayBack, int votes, List<String> couldVote,
            List<InputProblem> problems) {}
}
