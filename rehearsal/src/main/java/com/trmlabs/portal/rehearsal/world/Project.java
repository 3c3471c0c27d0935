package com.trmlabs.portal.rehearsal.world;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One Google Cloud project of a customer.
 *
 * @param connected whether the customer's admin has run the commands of the Connect page
 * @param apisOff required APIs that are not enabled
 * @param missing permissions that were not granted although the project is connected, by identity (read, run)
 * @param policies organisation policies that are set, by constraint such as compute.vmExternalIpAccess
 * @param mayPull whether the vendor's registry lets the project's nodes in
 */
public record Project(String id, long number, String name, boolean connected, Set<String> apisOff, Map<String, Set<String>> missing,
        Map<String, Region> regions, Map<String, Policy> policies, boolean mayPull) {

    /** Absent collections of the YAML are empty ones. */
    public Project {
        apisOff = Set.copyOf(Objects.requireNonNullElse(apisOff, Set.of()));
        missing = Map.copyOf(Objects.requireNonNullElse(missing, Map.of()));
        regions = Map.copyOf(Objects.requireNonNullElse(regions, Map.of()));
        policies = Map.copyOf(Objects.requireNonNullElse(policies, Map.of()));
    }

    /** As after all commands of the Connect page. */
    public Project connect() {
        return new Project(id, number, name, true, Set.of(), Map.of(), regions, policies, mayPull);
    }

    /** As before them: no service accounts, nothing granted. */
    public Project disconnect() {
        return new Project(id, number, name, false, apisOff, missing, regions, policies, mayPull);
    }

    public Project api(String api, boolean enabled) {
        return new Project(id, number, name, connected, with(apisOff, api, !enabled), missing, regions, policies, mayPull);
    }

    public Project permission(String identity, String permission, boolean granted) {
        var changed = with(missing.getOrDefault(identity, Set.of()), permission, !granted);
        return new Project(id, number, name, connected, apisOff, with(missing, identity, changed), regions, policies, mayPull);
    }

    public Project quota(String region, String metric, double limit) {
        return region(region, existing(region).quota(metric, limit));
    }

    /** Adds the subnet, or replaces the one of that name. */
    public Project subnet(String region, Subnet subnet) {
        return region(region, existing(region).subnet(subnet));
    }

    /** @param policy absent takes it away */
    public Project policy(String constraint, Optional<Policy> policy) {
        var changed = new HashMap<>(policies);
        changed.remove(constraint);
        policy.ifPresent(set -> changed.put(constraint, set));
        return new Project(id, number, name, connected, apisOff, missing, regions, changed, mayPull);
    }

    public Project mayPull(boolean mayPull) {
        return new Project(id, number, name, connected, apisOff, missing, regions, policies, mayPull);
    }

    /** The e-mail of one of its service accounts, such as portal-read. */
    public String account(String account) {
        return account + "@" + id + ".iam.gserviceaccount.com";
    }

    private Region existing(String region) {
        return Optional.ofNullable(regions.get(region))
                .orElseThrow(() -> new IllegalArgumentException(id + " has no region " + region + ", but " + regions.keySet()));
    }

    private Project region(String name, Region region) {
        return new Project(id, number, this.name, connected, apisOff, missing, with(regions, name, region), policies, mayPull);
    }

    private static Set<String> with(Set<String> set, String element, boolean in) {
        var changed = new HashSet<>(set);
        if (in) {
            changed.add(element);
        } else {
            changed.remove(element);
        }
        return changed;
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        var changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    /**
     * What the project has in one region.
     *
     * @param zones letters, as in europe-west1-b
     * @param quotas by Google's metric
     * @param lacking machine types that a zone does not offer, by letter
     */
    public record Region(List<String> zones, Map<String, Quota> quotas, List<Subnet> subnets, Map<String, Set<String>> lacking) {

        public Region {
            lacking = Map.copyOf(Objects.requireNonNullElse(lacking, Map.of()));
        }

        Region quota(String metric, double limit) {
            var before = quotas.getOrDefault(metric, new Quota(0, 0));
            return new Region(zones, with(quotas, metric, new Quota(limit, before.usage())), subnets, lacking);
        }

        Region subnet(Subnet subnet) {
            var others = subnets.stream().filter(other -> !other.name().equals(subnet.name()));
            return new Region(zones, quotas, Stream.concat(others, Stream.of(subnet)).toList(), lacking);
        }
    }

    /** @param usage what others in the project use; the rehearsal's own clusters come on top */
    public record Quota(double limit, double usage) {}

    /** @param secondary ranges for pods and services, by name */
    public record Subnet(String name, String network, String range, Map<String, String> secondary, boolean privateGoogleAccess) {}

    /**
     * An organisation policy.
     *
     * @param enforced of a boolean constraint
     * @param allowed the only values that a list constraint allows; empty means no such list
     * @param denied the values that it denies
     * @param denyAll whether it denies every value
     */
    public record Policy(boolean enforced, List<String> allowed, List<String> denied, boolean denyAll) {

        public Policy {
            allowed = List.copyOf(Objects.requireNonNullElse(allowed, List.of()));
            denied = List.copyOf(Objects.requireNonNullElse(denied, List.of()));
        }
    }
}
