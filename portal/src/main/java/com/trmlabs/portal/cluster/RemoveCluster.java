package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Way back of a creation: has Google remove the cluster that this change made. */
@Component
class RemoveCluster implements StepHandler {

    private final ContainerEngine engine;
    private final ClusterRegister register;

    RemoveCluster(ContainerEngine engine, ClusterRegister register) {
        this.engine = engine;
        this.register = register;
    }

    @Override
    public String type() {
        return "cluster.remove";
    }

    @Override
    public Outcome execute(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        if (engine.operation(plan.project(), plan.region(), plan.name()).filter(operation -> !operation.done()).isPresent()) {
            return new Outcome.Again(Duration.ofSeconds(3), "waits until Google's running operation on the cluster has ended", context.memory());
        }
        context.fence().check();
        engine.delete(plan.project(), plan.region(), plan.name());
        return new Outcome.Done("asked Google to remove " + plan.name(), context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        if (engine.find(plan.project(), plan.region(), plan.name()).isPresent()) {
            return new Outcome.Again(Duration.ofSeconds(2), "Google removes the cluster", context.memory());
        }
        register.forget(plan);
        return new Outcome.Done(plan.name() + " is gone", context.memory());
    }
}
