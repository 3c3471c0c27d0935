package com.trmlabs.portal.service;

import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.ClusterEndpoints;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.service.spi.EdgePolicies;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Takes away the Cloud Armor policy of a service that has no external clients any more, after all that names it is gone. */
@Component
class RemoveAtTheEdge implements StepHandler {

    /** Google refuses as long as it still takes the load balancer apart. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final EdgePolicies policies;
    private final ClusterEndpoints endpoints;

    RemoveAtTheEdge(EdgePolicies policies, ClusterEndpoints endpoints) {
        this.policies = policies;
        this.endpoints = endpoints;
    }

    @Override
    public String type() {
        return "edge.remove";
    }

    @Override
    public Outcome execute(Context context) {
        context.fence().check();
        try {
            policies.delete(project(context), policy(context));
            return new Outcome.Done(policy(context) + " is being removed", context.memory());
        } catch (CloudFault.Rejected inUse) {
            return notYet(context, inUse.getMessage());
        }
    }

    @Override
    public Outcome verify(Context context) {
        return policies.allowed(project(context), policy(context)).isEmpty() ? new Outcome.Done(policy(context) + " is gone", context.memory())
                : notYet(context, policy(context) + " is being removed");
    }

    private static Outcome notYet(Context context, String why) {
        return context.hasLasted(LIMIT)
                ? new Outcome.Failed("%s is still there after %d minutes: %s".formatted(policy(context), LIMIT.toMinutes(), why), List.of())
                : new Outcome.Again(Duration.ofSeconds(3), why, context.memory());
    }

    private ProjectId project(Context context) {
        return endpoints.of(new ClusterName(context.params().get("cluster").asString())).project();
    }

    private static String policy(Context context) {
        return context.params().get("policy").asString();
    }
}
