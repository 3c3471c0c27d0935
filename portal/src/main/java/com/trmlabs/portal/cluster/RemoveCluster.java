package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.spi.ClusterUse;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.cluster.spi.ContainerEngine.Operation;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Way back of a creation: has Google remove the cluster that this change made. Where another change has installed a service in
 * it since, a person decides.
 */
@Component
class RemoveCluster implements StepHandler {

    private static final Duration LIMIT = Duration.ofMinutes(45);
    /** The operation that came before the removal, so that its end is not taken for the removal's. */
    private static final String BEFORE = "before";

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
        Optional<Operation> last = engine.operation(plan.project(), plan.region(), plan.name());
        if (last.filter(operation -> !operation.done()).isPresent()) {
            return notYet(context, "waits until Google's running operation on the cluster has ended", Duration.ofSeconds(3));
        }
        context.fence().check();
        engine.delete(plan.project(), plan.region(), plan.name());
        ObjectNode memory = context.memory();
        last.ifPresent(operation -> memory.put(BEFORE, operation.id()));
        return new Outcome.Done("asked Google to remove " + plan.name(), memory);
    }

    @Override
    public Outcome verify(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        if (engine.find(plan.project(), plan.region(), plan.name()).isEmpty()) {
            register.forget(plan);
            return new Outcome.Done(plan.name() + " is gone", context.memory());
        }
        Optional<String> error = engine.operation(plan.project(), plan.region(), plan.name())
                .filter(operation -> operation.done() && !operation.id().equals(context.memory().path(BEFORE).asString(""))).flatMap(Operation::error);
        return error.<Outcome>map(why -> new Outcome.Failed("Google could not remove the cluster: " + why, List.of()))
                .orElseGet(() -> notYet(context, "Google removes the cluster", Duration.ofSeconds(2)));
    }

    private static Outcome notYet(Context context, String progress, Duration after) {
        return context.hasLasted(LIMIT)
                ? new Outcome.Failed("The cluster is not gone after %d minutes: %s.".formatted(LIMIT.toMinutes(), progress), List.of())
                : new Outcome.Again(after, progress, context.memory());
    }
}
