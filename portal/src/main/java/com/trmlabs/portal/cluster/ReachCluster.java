package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.customer.CloudIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Waits until the customer's admin has bound our two identities in the new cluster; the portal cannot and must not do that itself. */
@Component
class ReachCluster implements StepHandler {

    private static final Duration LIMIT = Duration.ofHours(24);

    private final KubernetesClusters clusters;
    private final ContainerEngine engine;
    private final ClusterRegister register;

    ReachCluster(KubernetesClusters clusters, ContainerEngine engine, ClusterRegister register) {
        this.clusters = clusters;
        this.engine = engine;
        this.register = register;
    }

    @Override
    public String type() {
        return "cluster.access";
    }

    @Override
    public Outcome execute(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        engine.find(plan.project(), plan.region(), plan.name()).ifPresent(facts -> register.register(plan, facts));
        return new Outcome.Done("", context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        boolean reads = clusters.connect(plan.name(), CloudIdentity.READ).allows("get", "apps", "deployments", "");
        boolean runs = clusters.connect(plan.name(), CloudIdentity.RUN).allows("create", "", "namespaces", "");
        if (reads && runs) {
            return new Outcome.Done("both identities are let in", context.memory());
        }
        String missing = reads ? "portal-run" : runs ? "portal-read" : "portal-read and portal-run";
        if (context.hasLasted(LIMIT)) {
            return new Outcome.Failed("The cluster has not let %s in within %d hours. Agree with the customer's admin when portal-access.yaml is applied, then onboard again."
                    .formatted(missing, LIMIT.toHours()), List.of());
        }
        return new Outcome.Waiting("The cluster does not let %s in yet".formatted(missing),
                "the customer's admin: kubectl apply -f portal-access.yaml, which stands in the onboarding, Connect, under \"Later, in the cluster\"",
                Optional.of(context.begun().plus(LIMIT)), Duration.ofSeconds(3), JsonMapper.shared().createObjectNode());
    }
}
