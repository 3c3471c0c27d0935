package com.trmlabs.portal.customer.spi;

import java.util.List;

/**
 * The nodes that a plan asks a project for.
 *
 * @param startPerZone nodes in each zone when the cluster is made
 * @param maxPerZone nodes in each zone that autoscaling may reach
 */
public record NodeDemand(String machineType, List<String> zones, int startPerZone, int maxPerZone) {

    public NodeDemand {
        zones = List.copyOf(zones);
    }

    public int start() {
        return startPerZone * zones.size();
    }

    /** At the highest, with the one node more in a zone that an upgrade of the pool takes. */
    public int most() {
        return maxPerZone * zones.size() + 1;
    }

    @Override
    public String toString() {
        return "%d to %d %s in %s".formatted(start(), maxPerZone * zones.size(), machineType, String.join(", ", zones));
    }
}
