package com.trmlabs.portal.rehearsal.google;

import com.trmlabs.portal.rehearsal.world.World;
import java.util.HashMap;
import java.util.Map;

/** What the rehearsal's own clusters use of a region's quotas, by metric: their nodes, and the processors of these. */
final class QuotaUse {

    private final World world;
    private final Fleet fleet;

    QuotaUse(World world, Fleet fleet) {
        this.world = world;
        this.fleet = fleet;
    }

    Map<String, Double> of(String project, String region) {
        var used = new HashMap<String, Double>();
        fleet.clusters(project).stream().filter(cluster -> cluster.getLocation().equals(region))
                .flatMap(cluster -> cluster.getNodePoolsList().stream())
                .forEach(pool -> {
                    double nodes = pool.getInitialNodeCount() * pool.getLocationsCount();
                    used.merge("INSTANCES", nodes, Double::sum);
                    world.machineTypes().stream().filter(type -> type.name().equals(pool.getConfig().getMachineType()))
                            .forEach(type -> used.merge(type.quota(), type.cpus() * nodes, Double::sum));
                });
        return used;
    }
}
