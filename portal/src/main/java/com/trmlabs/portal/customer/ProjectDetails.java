package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;

/**
 * A customer's Google Cloud project as it is registered.
 *
 * @param zones the zones of the region that clusters may spread over
 * @param network the VPC network, {@code subnet} its subnet in the region
 * @param podRange name of the subnet's secondary range for pods, {@code serviceRange} of the one for services
 */
public record ProjectDetails(ProjectId id, CustomerId customer, String region, List<String> zones, String network, String subnet,
        String podRange, String serviceRange) {

    static final String REGION = "[a-z]+-[a-z]+[0-9]{1,2}";
    private static final String NAME = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";

    public ProjectDetails {
        if (!region.matches(REGION)) {
            throw new IllegalArgumentException("A region is named like europe-west3, not '" + region + "'");
        }
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("Choose at least one zone of " + region);
        }
        for (String zone : zones) {
            if (!zone.matches(region + "-[a-z]")) {
                throw new IllegalArgumentException("'" + zone + "' is no zone of " + region + "; write it like " + region + "-a");
            }
        }
        named("network", network);
        named("subnet", subnet);
        named("pod range", podRange);
        named("service range", serviceRange);
        if (podRange.equals(serviceRange)) {
            throw new IllegalArgumentException("Pods and services need a secondary range each");
        }
        zones = zones.stream().distinct().sorted().toList();
    }

    private static void named(String what, String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("The " + what + " has up to 63 lower-case letters, digits or dashes; '" + name + "' does not");
        }
    }

    CustomerDirectory.Project asProject() {
        return new CustomerDirectory.Project(id, customer, region, network, subnet, podRange, serviceRange);
    }
}
