package com.trmlabs.portal.cluster;

import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;

/**
 * What a new cluster shall be: private, regional, one node pool; the ranges and the network are the project's.
 *
 * @param perZone nodes in each zone at the start; the pool grows and shrinks between min and max a zone
 */
public record ClusterPlan(ClusterName name, ProjectId project, String region, List<String> zones, String channel, String pool,
        String machineType, int perZone, int minPerZone, int maxPerZone) {

    public ClusterPlan {
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("A cluster needs at least one zone");
        }
        if (minPerZone < 0 || perZone < minPerZone || maxPerZone < perZone || maxPerZone < 1 || maxPerZone > 50) {
            throw new IllegalArgumentException("Nodes a zone: 0 <= min <= start <= max <= 50; not min %d, start %d, max %d"
                    .formatted(minPerZone, perZone, maxPerZone));
        }
    }
}
