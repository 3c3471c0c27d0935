package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.google.Access.Api;
import com.trmlabs.portal.rehearsal.google.Access.Caller;
import com.trmlabs.portal.rehearsal.world.Project;
import com.trmlabs.portal.rehearsal.world.Project.Region;
import com.trmlabs.portal.rehearsal.world.Project.Subnet;
import com.trmlabs.portal.rehearsal.world.World;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Compute Engine as preflight asks it: the project and its regions with quotas, machine types, subnets. */
final class Compute {

    private static final String LINKS = "https://www.googleapis.com/compute/v1/";

    private final World world;
    private final Access access;
    private final Faults faults;
    private final QuotaUse use;

    /** @param use what our own clusters use on top */
    Compute(World world, Access access, Faults faults, QuotaUse use) {
        this.world = world;
        this.access = access;
        this.faults = faults;
        this.use = use;
    }

    RouterFunction<ServerResponse> routes() {
        var project = "/compute/v1/projects/{project}";
        return Rest.compute(access)
                .on(HttpMethod.GET, project, this::project)
                .on(HttpMethod.GET, project + "/regions/{region}", this::region)
                .on(HttpMethod.GET, project + "/regions/{region}/subnetworks", this::subnetworks)
                .on(HttpMethod.GET, project + "/zones/{zone}/machineTypes/{type}", this::machineType)
                .build();
    }

    private Object project(ServerRequest request, Caller caller) {
        var id = request.pathVariable("project");
        var project = access.require(caller, id, Api.COMPUTE, "compute.projects.get", lacks("compute.projects.get", "projects/" + id));
        return Map.of("kind", "compute#project", "id", Long.toString(project.number()), "name", project.id(), "quotas", List.of(allRegions(project)),
                "selfLink", link(project, ""));
    }

    /** Never tighter than the regions' quotas of processors together, until it is used up on purpose. */
    QuotaBody allRegions(Project project) {
        var processors = project.regions().keySet().stream().flatMap(region -> quotas(project, region).stream())
                .filter(quota -> quota.metric().endsWith("CPUS")).toList();
        var limit = processors.stream().mapToDouble(QuotaBody::limit).sum();
        var usage = usedUp(project, "CPUS_ALL_REGIONS") ? limit : processors.stream().mapToDouble(QuotaBody::usage).sum();
        return new QuotaBody("CPUS_ALL_REGIONS", limit, usage);
    }

    private boolean usedUp(Project project, String metric) {
        return faults.active(Kind.QUOTA, project.id(), "", fault -> fault.detail().isEmpty() || fault.detail().equals(metric)).isPresent();
    }

    private Object region(ServerRequest request, Caller caller) {
        var name = request.pathVariable("region");
        var project = allowed(request, caller, "compute.regions.get", "regions/" + name);
        var region = existing(project, name);
        return new RegionBody("compute#region", id(project, name), name, "UP",
                region.zones().stream().map(zone -> link(project, "zones/" + name + "-" + zone)).toList(), quotas(project, name),
                link(project, "regions/" + name));
    }

    /** As shown and as enforced: what others use, what our clusters use, and what is used up on purpose. */
    List<QuotaBody> quotas(Project project, String region) {
        var used = use.of(project.id(), region);
        return new TreeMap<>(existing(project, region).quotas()).entrySet().stream().map(entry -> {
            var metric = entry.getKey();
            var quota = entry.getValue();
            var usage = usedUp(project, metric) ? quota.limit() : quota.usage() + used.getOrDefault(metric, 0.0);
            return new QuotaBody(metric, quota.limit(), usage);
        }).toList();
    }

    private Object subnetworks(ServerRequest request, Caller caller) {
        var name = request.pathVariable("region");
        var project = allowed(request, caller, "compute.subnetworks.list", "regions/" + name + "/subnetworks");
        var items = existing(project, name).subnets().stream().map(subnet -> subnetwork(project, name, subnet)).toList();
        return Map.of("kind", "compute#subnetworkList", "id", "projects/" + project.id() + "/regions/" + name + "/subnetworks",
                "items", items, "selfLink", link(project, "regions/" + name + "/subnetworks"));
    }

    private static SubnetworkBody subnetwork(Project project, String region, Subnet subnet) {
        var secondary = new TreeMap<>(subnet.secondary()).entrySet().stream()
                .map(range -> new RangeBody(range.getKey(), range.getValue())).toList();
        var path = "regions/" + region + "/subnetworks/" + subnet.name();
        return new SubnetworkBody("compute#subnetwork", id(project, path), subnet.name(),
                link(project, "global/networks/" + subnet.network()), subnet.range(), link(project, "regions/" + region),
                link(project, path), subnet.privateGoogleAccess(), secondary, "PRIVATE", "IPV4_ONLY");
    }

    private Object machineType(ServerRequest request, Caller caller) {
        var zone = request.pathVariable("zone");
        var name = request.pathVariable("type");
        var path = "zones/" + zone + "/machineTypes/" + name;
        var project = allowed(request, caller, "compute.machineTypes.get", path);
        var cut = Math.max(0, zone.lastIndexOf('-'));
        var region = existing(project, zone.substring(0, cut));
        var letter = zone.substring(Math.min(zone.length(), cut + 1));
        var type = world.machineTypes().stream().filter(known -> known.name().equals(name)).findFirst();
        if (!region.zones().contains(letter) || region.lacking().getOrDefault(letter, Set.of()).contains(name) || type.isEmpty()) {
            throw missing(project, path);
        }
        return new MachineTypeBody("compute#machineType", id(project, path), name, type.get().cpus(), type.get().memoryMegabytes(), zone,
                link(project, path));
    }

    private Project allowed(ServerRequest request, Caller caller, String permission, String path) {
        var project = request.pathVariable("project");
        return access.require(caller, project, Api.COMPUTE, permission, lacks(permission, "projects/" + project + "/" + path));
    }

    static GoogleFault lacks(String permission, String resource) {
        return GoogleFault.of(Code.PERMISSION_DENIED, "Required '%s' permission for '%s'".formatted(permission, resource));
    }

    private static Region existing(Project project, String name) {
        var region = project.regions().get(name);
        if (region == null) {
            throw missing(project, "regions/" + name);
        }
        return region;
    }

    static GoogleFault missing(Project project, String path) {
        return GoogleFault.notFound("The resource 'projects/" + project.id() + "/" + path + "' was not found");
    }

    static String link(Project project, String path) {
        return LINKS + "projects/" + project.id() + (path.isEmpty() ? "" : "/" + path);
    }

    /** Google's ids are numbers in text, and stay the same. */
    static String id(Project project, String path) {
        return Long.toString(((long) (project.id() + path).hashCode() & 0xffffffffL) + 1_000_000_000_000_000_000L);
    }

    private record RegionBody(String kind, String id, String name, String status, List<String> zones, List<QuotaBody> quotas,
            String selfLink) {}

    record QuotaBody(String metric, double limit, double usage) {}

    private record SubnetworkBody(String kind, String id, String name, String network, String ipCidrRange, String region,
            String selfLink, boolean privateIpGoogleAccess, List<RangeBody> secondaryIpRanges, String purpose, String stackType) {}

    private record RangeBody(String rangeName, String ipCidrRange) {}

    private record MachineTypeBody(String kind, String id, String name, int guestCpus, int memoryMb, String zone, String selfLink) {}
}
