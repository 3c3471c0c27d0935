package com.trmlabs.portal.rehearsal.google;

import com.google.container.v1.Cluster;
import com.google.container.v1.NodePool;
import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.google.Compute.QuotaBody;
import com.trmlabs.portal.rehearsal.world.Project;
import com.trmlabs.portal.rehearsal.world.Project.Region;
import com.trmlabs.portal.rehearsal.world.Project.Subnet;
import com.trmlabs.portal.rehearsal.world.World;
import com.trmlabs.portal.rehearsal.world.World.MachineType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Checks what is ordered as Google would, and fills in what the order leaves open. */
final class ClusterOrder {

    private static final String NAME = "[a-z]([-a-z0-9]{0,38}[a-z0-9])?";
    private static final String DEFAULT_CHANNEL = "REGULAR";

    private final World world;
    private final Compute compute;

    ClusterOrder(World world, Compute compute) {
        this.world = world;
        this.compute = compute;
    }

    /** @throws GoogleFault when the order is wrong or the project has no room for it */
    Cluster accept(Project project, ClusterKey key, Cluster order, Instant now) {
        var region = region(project, key.location());
        if (!key.name().matches(NAME)) {
            throw GoogleFault.invalid("Cluster.name must be less than 40 characters, start with a lowercase letter and have only lowercase letters, digits and '-'.");
        }
        if (order.getNodePoolsCount() == 0) {
            throw GoogleFault.invalid("Cluster.initial_node_count must be greater than zero.");
        }
        network(project, key, region, order);
        var zones = order.getLocationsCount() > 0 ? order.getLocationsList() : zones(key, region);
        var version = version(order);
        var pools = order.getNodePoolsList().stream().map(pool -> accept(project, key, pool, zones, version)).toList();
        return order.toBuilder()
                .setSelfLink(Work.LINKS + key.path())
                .setLocation(key.location())
                .clearLocations().addAllLocations(zones)
                .setStatus(Cluster.Status.PROVISIONING)
                .setInitialClusterVersion(version)
                .setCurrentMasterVersion(version)
                .setCreateTime(now.toString())
                .clearNodePools().addAllNodePools(pools)
                .build();
    }

    NodePool accept(Project project, ClusterKey key, NodePool order, List<String> zones, String version) {
        if (!order.getName().matches(NAME)) {
            throw GoogleFault.invalid("NodePool.name must be less than 40 characters, start with a lowercase letter and have only lowercase letters, digits and '-'.");
        }
        var places = order.getLocationsCount() > 0 ? order.getLocationsList() : zones;
        var type = machineType(project, key, order.getConfig().getMachineType(), places);
        var account = order.getConfig().getServiceAccount();
        if (!account.equals(project.account("portal-nodes"))) {
            throw noAccessTo(account.isEmpty() ? "default" : account);
        }
        room(project, key, type, order.getInitialNodeCount() * places.size());
        return order.toBuilder()
                .clearLocations().addAllLocations(places)
                .setVersion(version)
                .setStatus(NodePool.Status.PROVISIONING)
                .setSelfLink(Work.LINKS + key.path() + "/nodePools/" + order.getName())
                .build();
    }

    static GoogleFault noAccessTo(String account) {
        return GoogleFault.invalid("The user does not have access to service account \"" + account
                + "\". Ask a project owner to grant you the iam.serviceAccountUser role on the service account.");
    }

    /** That many more nodes have to fit into the quota. */
    void room(Project project, ClusterKey key, String machineType, int nodes) {
        var type = world.machineTypes().stream().filter(known -> known.name().equals(machineType)).findFirst().orElseThrow();
        room(project, key, type, nodes);
    }

    private void room(Project project, ClusterKey key, MachineType type, int nodes) {
        var wanted = (double) type.cpus() * nodes;
        compute.quotas(project, key.location()).stream().filter(quota -> quota.metric().equals(type.quota()))
                .forEach(quota -> fits(project, "regional", quota, wanted));
        fits(project, "project", compute.allRegions(project), wanted);
    }

    private static void fits(Project project, String whose, QuotaBody quota, double wanted) {
        var free = quota.limit() - quota.usage();
        if (wanted > free) {
            throw GoogleFault.of(Code.PERMISSION_DENIED,
                    "Insufficient %s quota to satisfy request: resource \"%s\": request requires '%.1f' and is short '%.1f'. project has a quota of '%.1f' with '%.1f' available. View and manage quotas at https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=%s."
                            .formatted(whose, quota.metric(), wanted, wanted - free, quota.limit(), free, project.id()));
        }
    }

    private MachineType machineType(Project project, ClusterKey key, String name, List<String> zones) {
        var region = region(project, key.location());
        var offered = zones.stream().allMatch(zone -> {
            var letter = zone.substring(zone.lastIndexOf('-') + 1);
            return region.zones().contains(letter) && !region.lacking().getOrDefault(letter, Set.of()).contains(name);
        });
        return world.machineTypes().stream().filter(type -> offered && type.name().equals(name)).findFirst()
                .orElseThrow(() -> GoogleFault.invalid("Machine type \"" + name + "\" is not available in all of the zones " + zones + "."));
    }

    private static void network(Project project, ClusterKey key, Region region, Cluster order) {
        var subnet = last(order.getSubnetwork());
        var found = region.subnets().stream().filter(known -> known.name().equals(subnet)).findFirst()
                .filter(known -> known.network().equals(last(order.getNetwork())))
                .orElseThrow(() -> GoogleFault.invalid("Subnetwork \"projects/%s/regions/%s/subnetworks/%s\" not found in network \"%s\"."
                        .formatted(project.id(), key.location(), subnet, last(order.getNetwork()))));
        var ranges = order.getIpAllocationPolicy();
        secondary(found, ranges.getClusterSecondaryRangeName(), "Pod");
        secondary(found, ranges.getServicesSecondaryRangeName(), "Services");
    }

    private static void secondary(Subnet subnet, String range, String what) {
        if (!range.isEmpty() && !subnet.secondary().containsKey(range)) {
            throw GoogleFault.invalid(what + " secondary range \"" + range + "\" does not exist in network \"" + subnet.network()
                    + "\", subnetwork \"" + subnet.name() + "\".");
        }
    }

    private String version(Cluster order) {
        var channel = Optional.of(order.getReleaseChannel().getChannel().name()).filter(world.versions()::containsKey).orElse(DEFAULT_CHANNEL);
        var asked = order.getInitialClusterVersion();
        return world.versions().get(channel).stream()
                .filter(version -> asked.isEmpty() || asked.equals("-") || asked.equals("latest") || version.startsWith(asked))
                .findFirst()
                .orElseThrow(() -> GoogleFault.invalid("Master version \"" + asked + "\" is unsupported in the channel " + channel + "."));
    }

    private static Region region(Project project, String location) {
        return Optional.ofNullable(project.regions().get(location))
                .orElseThrow(() -> GoogleFault.invalid("Location \"" + location + "\" does not exist."));
    }

    private static List<String> zones(ClusterKey key, Region region) {
        return IntStream.range(0, Math.min(3, region.zones().size())).mapToObj(i -> key.location() + "-" + region.zones().get(i)).toList();
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
