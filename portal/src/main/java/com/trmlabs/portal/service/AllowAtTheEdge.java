package com.trmlabs.portal.service;

import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.ClusterEndpoints;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.service.spi.EdgePolicies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Brings the Cloud Armor policy in front of external clients in line with the approved list. */
@Component
class AllowAtTheEdge implements StepHandler {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final EdgePolicies policies;
    private final ClusterEndpoints endpoints;

    AllowAtTheEdge(EdgePolicies policies, ClusterEndpoints endpoints) {
        this.policies = policies;
        this.endpoints = endpoints;
    }

    @Override
    public String type() {
        return "edge.allow";
    }

    @Override
    public Outcome execute(Context context) {
        ProjectId project = project(context);
        String policy = context.params().get("policy").asString();
        List<Cidr> wanted = wanted(context);
        if (policies.allowed(project, policy).filter(live -> sorted(live).equals(sorted(wanted))).isEmpty()) {
            context.fence().check();
            policies.allow(project, policy, wanted);
        }
        return new Outcome.Done(policy + " lets in " + wanted.size() + " blocks", context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        Optional<List<Cidr>> live = policies.allowed(project(context), context.params().get("policy").asString());
        if (live.filter(blocks -> sorted(blocks).equals(sorted(wanted(context)))).isPresent()) {
            return new Outcome.Done("", context.memory());
        }
        return context.hasLasted(LIMIT)
                ? new Outcome.Failed("The policy lets in others than asked for after %d minutes: %s.".formatted(LIMIT.toMinutes(), live.map(AllowAtTheEdge::sorted).orElse(List.of())), List.of())
                : new Outcome.Again(Duration.ofSeconds(1), "waits until the policy has taken effect", context.memory());
    }

    private ProjectId project(Context context) {
        return endpoints.of(new ClusterName(context.params().get("cluster").asString())).project();
    }

    private static List<Cidr> wanted(Context context) {
        return context.params().get("blocks").valueStream().map(node -> new Cidr(node.asString())).toList();
    }

    private static List<String> sorted(List<Cidr> blocks) {
        return blocks.stream().map(Cidr::value).sorted().toList();
    }
}
