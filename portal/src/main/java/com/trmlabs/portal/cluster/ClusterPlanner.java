package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.Difference.Action;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.Plan.Impact;
import com.trmlabs.portal.change.spi.PlanContributor;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Plans new clusters. */
@Component
class ClusterPlanner implements ClusterPlanning, PlanContributor {

    private final ContainerEngine engine;
    private final ClusterRegister register;
    private final CustomerDirectory customers;

    ClusterPlanner(ContainerEngine engine, ClusterRegister register, CustomerDirectory customers) {
        this.engine = engine;
        this.register = register;
        this.customers = customers;
    }

    @Override
    public Set<ChangeKind> kinds() {
        return Set.of(ChangeKind.CREATE_CLUSTER);
    }

    @Override
    public Plan plan(Intent intent) {
        return plan(ClusterPlanning.read(intent.request().get("cluster")));
    }

    @Override
    public boolean exists(ClusterPlan wanted) {
        return engine.find(wanted.project(), wanted.region(), wanted.name()).filter(facts -> facts.status().equals("RUNNING")).isPresent();
    }

    @Override
    public String version(ClusterPlan wanted) {
        return engine.versions(wanted.project(), wanted.region(), wanted.channel()).stream().findFirst().map(version -> version.replaceAll("-.*", ""))
                .orElseThrow(() -> new Refusal("Google offers no version in the channel " + wanted.channel() + " in " + wanted.region() + "."));
    }

    @Override
    public Plan plan(ClusterPlan wanted) {
        register.refusal(wanted).ifPresent(why -> { throw new Refusal(why); });
        ObjectNode request = ClusterPlanning.write(wanted);
        ObjectNode params = JsonMapper.shared().createObjectNode();
        params.set("cluster", request);
        ObjectNode facts = params.deepCopy();
        if (exists(wanted)) {
            return new Plan(facts, List.of(access(params)), List.of(), List.of(), Map.of(object(wanted), JsonMapper.shared().createObjectNode().put("exists", true)),
                    "None needed: no data", "None needed: nothing is made");
        }
        ClusterPlace place = customers.project(wanted.project()).map(ClusterPlace::of).orElseThrow(() -> new NotFound("project " + wanted.project()));
        ObjectNode placed = params.deepCopy().set("place", place.write());
        Plan.Step create = new Plan.Step("cluster.create", "Create the private cluster " + wanted.name() + " in " + wanted.region(), placed,
                new Impact("Nothing runs there yet", "cluster.new", "create cluster", 1));
        Plan.Step remove = new Plan.Step("cluster.remove", "Remove the cluster " + wanted.name(), params,
                new Impact("Removes what this change made", "cluster.way-back", "remove cluster", 2)).undoing(1);
        return new Plan(facts, List.of(create, access(params)), List.of(remove), List.of(difference(wanted, place)), Map.of(),
                "None needed: no data", "Automatic: removes what this change made");
    }

    private static Plan.Step access(ObjectNode params) {
        return new Plan.Step("cluster.access", "Reach the cluster as portal-read and portal-run", params,
                new Impact("No interruption: only asks", "cluster.access", "reach cluster", 0));
    }

    private static String object(ClusterPlan wanted) {
        return "GKE cluster " + wanted.name();
    }

    private static Difference difference(ClusterPlan wanted, ClusterPlace place) {
        return new Difference(Action.NEW, object(wanted), List.of(
                field("project", wanted.project().value()), field("network", place.network()), field("subnet", place.subnet()),
                field("range.pods", place.podRange()), field("range.services", place.serviceRange()),
                field("region", wanted.region()), field("zones", String.join(", ", wanted.zones())), field("nodes", "private"),
                field("endpoint", "DNS, Workload Identity"), field("channel", wanted.channel()),
                field("pool." + wanted.pool(), "%s, %d a zone, %d to %d".formatted(wanted.machineType(), wanted.perZone(), wanted.minPerZone(), wanted.maxPerZone()))),
                List.of());
    }

    private static Difference.Field field(String path, String value) {
        return new Difference.Field(path, Optional.empty(), Optional.of(value), false);
    }
}
