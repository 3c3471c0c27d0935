package com.trmlabs.portal.cluster;

import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The steps that bring a cluster into being, for changes that go on from there. */
public interface ClusterPlanning {

    /** Kinds that not every Kubernetes has and a cluster of ours has from the start, because its order asks for them. */
    Set<String> OPTIONAL_KINDS = Set.of("monitoring.googleapis.com/v1/PodMonitoring", "monitoring.googleapis.com/v1/Rules");

    /** Steps to create and reach it, and the way back; none where it runs already. Refuses a name that another project's cluster has. */
    Plan plan(ClusterPlan wanted);

    /** The Kubernetes version that it will have. */
    String version(ClusterPlan wanted);

    boolean exists(ClusterPlan wanted);

    static ObjectNode write(ClusterPlan plan) {
        return JsonMapper.shared().valueToTree(new Wire(plan.name().value(), plan.project().value(), plan.region(),
                plan.zones(), plan.channel(), plan.pool(), plan.machineType(), plan.perZone(), plan.minPerZone(), plan.maxPerZone()));
    }

    static ClusterPlan read(JsonNode node) {
        Wire wire = JsonMapper.shared().treeToValue(node, Wire.class);
        return new ClusterPlan(new ClusterName(wire.name()), new ProjectId(wire.project()),
                wire.region(), wire.zones(), wire.channel(), wire.pool(), wire.machineType(), wire.perZone(), wire.minPerZone(), wire.maxPerZone());
    }

    /** A cluster plan as it stands in requests. */
    record Wire(String name, String project, String region, List<String> zones, String channel, String pool, String machineType,
            int perZone, int minPerZone, int maxPerZone) {}
}
