package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.Plan;
import tools.jackson.databind.node.ObjectNode;

/** The steps that bring a cluster into being, for changes that go on from there. */
public interface ClusterPlanning {

    /** Steps to create and reach it, and the way back; none where it runs already. */
    Plan plan(ClusterPlan wanted);

    /** The Kubernetes version that it will have. */
    String version(ClusterPlan wanted);

    boolean exists(ClusterPlan wanted);

    static ObjectNode write(ClusterPlan plan) {
        return tools.jackson.databind.json.JsonMapper.shared().valueToTree(new Wire(plan.name().value(), plan.project().value(), plan.region(),
                plan.zones(), plan.channel(), plan.pool(), plan.machineType(), plan.perZone(), plan.minPerZone(), plan.maxPerZone()));
    }

    static ClusterPlan read(tools.jackson.databind.JsonNode node) {
        Wire wire = tools.jackson.databind.json.JsonMapper.shared().treeToValue(node, Wire.class);
        return new ClusterPlan(new com.trmlabs.portal.kernel.ClusterName(wire.name()), new com.trmlabs.portal.kernel.ProjectId(wire.project()),
                wire.region(), wire.zones(), wire.channel(), wire.pool(), wire.machineType(), wire.perZone(), wire.minPerZone(), wire.maxPerZone());
    }

    /** A cluster plan as it stands in requests. */
    record Wire(String name, String project, String region, java.util.List<String> zones, String channel, String pool, String machineType,
            int perZone, int minPerZone, int maxPerZone) {}
}
