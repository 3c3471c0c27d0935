package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A project in which everything is right until a test changes something. */
public class StubCloud implements CloudProjects {

    public final Set<String> lostPermissions = new HashSet<>();
    public final Set<CloudIdentity> refused = new HashSet<>();
    /** As {@link #mayActAs} answers. */
    public Optional<Boolean> nodesAccount = Optional.of(true);
    public final Set<String> apisOff = new HashSet<>();
    public final Map<String, Quota> quotas = new HashMap<>();
    public Quota allRegions = new Quota("CPUS_ALL_REGIONS", 500, 0);
    public final Set<String> zonesWithoutMachine = new HashSet<>();
    public final List<Subnet> subnets = new ArrayList<>();
    public final Map<String, OrganisationPolicy> policies = new HashMap<>();
    /** Those of {@code policies} that the project sets itself. */
    public final Set<String> ownPolicies = new HashSet<>();
    public Optional<String> registryRefusal = Optional.empty();
    /** While set, questions about subnets end with it. */
    public Optional<RuntimeException> subnetFault = Optional.empty();
    /** While set, questions about the registry end with it. */
    public Optional<RuntimeException> registryFault = Optional.empty();
    /** While set, questions about the registry wait for it. */
    public volatile Optional<CountDownLatch> slowRegistry = Optional.empty();

    public StubCloud() {
        everythingIsRight();
    }

    public final void everythingIsRight() {
        lostPermissions.clear();
        refused.clear();
        nodesAccount = Optional.of(true);
        apisOff.clear();
        zonesWithoutMachine.clear();
        policies.clear();
        ownPolicies.clear();
        registryRefusal = Optional.empty();
        registryFault = Optional.empty();
        subnetFault = Optional.empty();
        slowRegistry = Optional.empty();
        quotas.clear();
        allRegions = new Quota("CPUS_ALL_REGIONS", 500, 0);
        List.of("CPUS", "N2_CPUS", "INSTANCES").forEach(metric -> quota(metric, 500, 0));
        quota("SSD_TOTAL_GB", 5000, 0);
        subnets.clear();
        subnets.add(subnet("nodes", "10.10.0.0/22", Map.of("pods", "10.20.0.0/16", "services", "10.30.0.0/20"), true));
    }

    public void quota(String metric, double limit, double usage) {
        quotas.put(metric, new Quota(metric, limit, usage));
    }

    /** As Google answers: the network by its address. */
    public static Subnet subnet(String name, String range, Map<String, String> secondary, boolean googleAccess) {
        return new Subnet(name, "https://www.googleapis.com/compute/v1/projects/bluefin-analytics/global/networks/main", new Cidr(range),
                secondary.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> new Cidr(entry.getValue()))), googleAccess);
    }

    @Override
    public Set<String> missingPermissions(ProjectId project, CloudIdentity identity, Set<String> permissions) {
        if (refused.contains(identity)) {
            throw new CloudFault.Refused("Google refused to let the portal act as " + identity.email(project) + ".", new IllegalStateException());
        }
        return permissions.stream().filter(lostPermissions::contains).collect(Collectors.toSet());
    }

    @Override
    public Optional<Boolean> mayActAs(ProjectId project, CloudIdentity identity, String account) {
        return nodesAccount;
    }

    @Override
    public Set<String> disabledApis(ProjectId project, Set<String> apis) {
        return apis.stream().filter(apisOff::contains).collect(Collectors.toSet());
    }

    @Override
    public List<Quota> quotas(ProjectId project, String region) {
        return List.copyOf(quotas.values());
    }

    @Override
    public List<Quota> quotas(ProjectId project) {
        return List.of(allRegions);
    }

    @Override
    public Optional<MachineType> machineType(ProjectId project, String zone, String name) {
        return zonesWithoutMachine.contains(zone) ? Optional.empty() : Optional.of(new MachineType(name, 4, 16384));
    }

    @Override
    public List<Subnet> subnets(ProjectId project, String region) {
        failWith(subnetFault);
        return List.copyOf(subnets);
    }

    private static void failWith(Optional<RuntimeException> fault) {
        fault.ifPresent(one -> {
            throw one;
        });
    }

    @Override
    public OrganisationPolicy policy(ProjectId project, String constraint) {
        return policies.getOrDefault(constraint, new OrganisationPolicy(false, List.of(), List.of()));
    }

    @Override
    public boolean hasOwnPolicy(ProjectId project, String constraint) {
        return ownPolicies.contains(constraint);
    }

    @Override
    public Optional<String> registryRefusal(ProjectId project) {
        failWith(registryFault);
        slowRegistry.ifPresent(latch -> {
            try {
                latch.await();
            } catch (InterruptedException late) {
                Thread.currentThread().interrupt();
            }
        });
        return registryRefusal;
    }
}
