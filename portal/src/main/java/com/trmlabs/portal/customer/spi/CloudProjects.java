package com.trmlabs.portal.customer.spi;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What preflight asks Google about a customer's project. Every method may throw {@link CloudFault}. */
public interface CloudProjects {

    /** Which of {@code permissions} the identity does not hold on the project. */
    Set<String> missingPermissions(ProjectId project, CloudIdentity identity, Set<String> permissions);

    /** Whether the identity may make machines run as a service account of the project; absent when there is no such account. */
    Optional<Boolean> mayActAs(ProjectId project, CloudIdentity identity, String account);

    /** Which of {@code apis} (for example container.googleapis.com) are not enabled. */
    Set<String> disabledApis(ProjectId project, Set<String> apis);

    List<Quota> quotas(ProjectId project, String region);

    /** Those of the whole project, of which regions' quotas are no part, for example CPUS_ALL_REGIONS. */
    List<Quota> quotas(ProjectId project);

    Optional<MachineType> machineType(ProjectId project, String zone, String name);

    /** Subnets of the region, all networks. */
    List<Subnet> subnets(ProjectId project, String region);

    /** The effective policy of a constraint such as constraints/compute.vmExternalIpAccess. */
    OrganisationPolicy policy(ProjectId project, String constraint);

    /** Whether the project itself sets a policy for the constraint, and does not just inherit one. */
    boolean hasOwnPolicy(ProjectId project, String constraint);

    /** Whether nodes of the project may pull from our registry; absent when it may, else why not. */
    Optional<String> registryRefusal(ProjectId project);

    /** @param metric Google's name, for example CPUS or N2_CPUS */
    record Quota(String metric, double limit, double usage) {}

    record MachineType(String name, int cpus, int memoryMegabytes) {}

    record Subnet(String name, String network, Cidr range, Map<String, Cidr> secondaryRanges, boolean privateGoogleAccess) {}

    /**
     * What holds for one constraint; nothing is enforced, allowed or denied by default.
     *
     * @param enforced for boolean constraints; for list constraints whether every value is denied
     * @param allowed of a list constraint: only these values; empty when all are
     * @param denied of a list constraint
     */
    record OrganisationPolicy(boolean enforced, List<String> allowed, List<String> denied) {

        /** @param groups under which the value may be listed too, for example {@code in:INTERNAL} */
        public boolean allows(String value, String... groups) {
            return !denies(value, groups) && (allowed.isEmpty() || names(allowed, value, groups));
        }

        public boolean denies(String value, String... groups) {
            return enforced || names(denied, value, groups);
        }

        private static boolean names(List<String> listed, String value, String... groups) {
            return listed.contains(value) || listed.contains("is:" + value) || Arrays.stream(groups).anyMatch(listed::contains);
        }
    }
}
