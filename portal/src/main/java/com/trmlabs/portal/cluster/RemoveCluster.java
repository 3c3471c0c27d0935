package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.spi.ClusterUse;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Way back of a creation: has Google remove the cluster that this change made. Where another change has installed a service in
 * it since, a person decides.
 */
@Component
class RemoveCluster implements StepHandler {

    private final ContainerEngine engine;
    private final ClusterRegister register;
    private final ClusterUse uses;

    RemoveCluster(ContainerEngine engine, ClusterRegister register, ClusterUse uses) {
        this.engine = engine;
        this.register = register;
        this.uses = uses;
    }

    @Override
    public String type() {
        return "cluster.remove";
    }

    @Override
    public Outcome execute(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        List<ServiceName> services = uses.services(plan.name());
        if (!services.isEmpty()) {
            return new Outcome.Failed(("%s is not removed: %s would go away with it, and this change did not install that. Decide with the customer. If the "
                    + "cluster stays, install what is missing there by a change of its own.").formatted(plan.name(), services.stream().map(ServiceName::toString).collect(Collectors.joining(", "))), List.of());
        }
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
