package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.PlanContributor;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.ClusterPlanning;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans changes of one service, and the first change of a customer: a cluster with its services. */
@Component
class ServiceContributor implements PlanContributor {

    private final ServicePlanner planner;
    private final ClusterPlanning clusters;

    ServiceContributor(ServicePlanner planner, ClusterPlanning clusters) {
        this.planner = planner;
        this.clusters = clusters;
    }

    @Override
    public Set<ChangeKind> kinds() {
        return EnumSet.of(ChangeKind.ONBOARD, ChangeKind.INSTALL, ChangeKind.UPGRADE, ChangeKind.CONFIGURE, ChangeKind.ROLL_BACK);
    }

    @Override
    public Plan plan(Intent intent) {
        return intent.kind() == ChangeKind.ONBOARD ? onboard(intent.request())
                : wrapped(planner.plan(ServiceRequest.read(intent.kind(), intent.request())));
    }

    /** The facts of one service stand in a list, as those of several do. */
    private static Plan wrapped(Plan plan) {
        ObjectNode facts = JsonMapper.shared().createObjectNode();
        facts.putArray("services").add(plan.facts());
        return new Plan(facts, plan.steps(), plan.back(), plan.differences(), plan.basis(), plan.safePoint(), plan.wayBack());
    }

    private Plan onboard(ObjectNode request) {
        ClusterPlan cluster = ClusterPlanning.read(request.get("cluster"));
        boolean there = clusters.exists(cluster);
        String version = there ? "" : clusters.version(cluster);
        List<Plan> plans = new ArrayList<>(List.of(clusters.plan(cluster)));
        for (JsonNode service : request.get("services")) {
            Proposal proposal = ServiceRequest.read(ChangeKind.INSTALL, (ObjectNode) service);
            plans.add(there ? planner.plan(proposal) : planner.planForNewCluster(proposal, cluster, version));
        }
        return joined(plans, there);
    }

    /** One after the other. Positions that a way back names move along; what lies in a new cluster goes away with it. */
    private static Plan joined(List<Plan> plans, boolean there) {
        ObjectNode facts = plans.getFirst().facts().deepCopy();
        ArrayNode services = facts.putArray("services");
        List<Plan.Step> steps = new ArrayList<>();
        List<Plan.Step> back = new ArrayList<>();
        for (Plan plan : plans) {
            int offset = steps.size();
            back.addAll(0, (offset == 0 || there ? plan.back() : List.<Plan.Step>of()).stream().map(step -> step.undoes().isPresent() ? step.undoing(step.undoes().getAsInt() + offset) : step).toList());
            steps.addAll(plan.steps());
        }
        plans.stream().skip(1).forEach(plan -> services.add(plan.facts()));
        List<Difference> differences = plans.stream().map(Plan::differences).flatMap(List::stream).toList();
        Map<String, ObjectNode> basis = new LinkedHashMap<>();
        plans.forEach(plan -> basis.putAll(plan.basis()));
        return new Plan(facts, steps, back, differences, basis, plans.getFirst().safePoint(), wayBack(plans, there));
    }

    /** What lies in a new cluster goes away with it, and a policy lies at Google. */
    private static String wayBack(List<Plan> plans, boolean there) {
        if (there && plans.size() > 1) {
            return String.join(". ", plans.stream().skip(1).map(Plan::wayBack).distinct().toList());
        }
        List<String> policies = plans.stream().flatMap(plan -> plan.steps().stream()).filter(step -> step.type().equals("edge.allow"))
                .map(step -> step.params().get("policy").asString()).toList();
        return plans.getFirst().wayBack() + (policies.isEmpty() ? "" : ", except the Cloud Armor policy " + String.join(", ", policies)
                + ": it stays at Google, where it then filters nothing");
    }
}
