package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterFacts;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterSpec;
import com.trmlabs.portal.cluster.spi.ContainerEngine.NodePool;
import com.trmlabs.portal.cluster.spi.ContainerEngine.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Has Google create the cluster, and follows its operation to the end. */
@Component
class CreateCluster implements StepHandler {

    private static final Duration LIMIT = Duration.ofMinutes(45);

    private final ContainerEngine engine;
    private final ClusterRegister register;

    CreateCluster(ContainerEngine engine, ClusterRegister register) {
        this.engine = engine;
        this.register = register;
    }

    @Override
    public String type() {
        return "cluster.create";
    }

    /** The engine finds a creation that an interrupted run has already started. */
    @Override
    public Outcome execute(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        Optional<String> taken = register.refusal(plan);
        if (taken.isPresent()) {
            return new Outcome.Failed(taken.get(), List.of());
        }
        ClusterPlace place = ClusterPlace.read(context.params().get("place"));
        context.fence().check();
        engine.create(plan.project(), new ClusterSpec(plan.name(), plan.region(), plan.zones(), place.network(), place.subnet(), place.podRange(),
                place.serviceRange(), plan.channel(), new NodePool(plan.pool(), plan.machineType(), plan.perZone(), plan.minPerZone(), plan.maxPerZone())));
        return new Outcome.Done("asked Google to create " + plan.name() + " as portal-run", context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        ClusterPlan plan = ClusterPlanning.read(context.params().get("cluster"));
        Optional<Operation> operation = engine.operation(plan.project(), plan.region(), plan.name());
        Optional<String> error = operation.filter(Operation::done).flatMap(Operation::error);
        if (error.isPresent()) {
            return new Outcome.Failed("Google could not create the cluster: " + error.get(), List.of());
        }
        Optional<ClusterFacts> facts = engine.find(plan.project(), plan.region(), plan.name());
        if (facts.filter(found -> found.status().equals("RUNNING")).isPresent() && operation.map(Operation::done).orElse(true)) {
            register.register(plan, facts.get());
            return new Outcome.Done("%s runs Kubernetes %s".formatted(plan.name(), facts.get().version()), context.memory());
        }
        if (context.hasLasted(LIMIT)) {
            return new Outcome.Failed("Google has not finished the cluster in " + LIMIT.toMinutes() + " minutes.", List.of());
        }
        String percent = operation.flatMap(Operation::percent).map(part -> part + " %").orElse(facts.map(ClusterFacts::status).orElse("not listed yet"));
        return new Outcome.Again(Duration.ofSeconds(2), "Google creates the cluster: " + percent, context.memory());
    }
}
