package com.trmlabs.portal.customer.preflight;

import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.fail;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.pass;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.warn;

import com.trmlabs.portal.customer.CustomerDirectory.Project;
import com.trmlabs.portal.customer.spi.CloudProjects.MachineType;
import com.trmlabs.portal.customer.spi.CloudProjects.Quota;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Outcome;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Whether the quotas of the region, and the project's own for all CPUs, hold what the plan asks for. Too little to start fails; too
 * little to grow to the plan's maximum warns.
 */
@Configuration
class QuotaChecks {

    /** GKE's boot disk when nothing else is asked for: 100 GB of pd-balanced, which counts as SSD. */
    private static final int BOOT_DISK_GB = 100;
    /** A young project's is 12 or 32, whatever its regions are given. */
    private static final String ALL_REGIONS = "CPUS_ALL_REGIONS";
    private static final Set<String> COUNTED_AS_CPUS = Set.of("e2", "n1", "f1", "g1");

    private final CloudProjects cloud;

    QuotaChecks(CloudProjects cloud) {
        this.cloud = cloud;
    }

    @Bean
    PreflightCheck machineTypeInEachZone() {
        return Check.strict("machine-type", "Machine type in each zone", Topic.QUOTA, this::machineType);
    }

    @Bean
    PreflightCheck cpuQuota() {
        return Check.strict("quota.cpus", "Quota: CPUs", Topic.QUOTA, this::cpus);
    }

    @Bean
    PreflightCheck instanceQuota() {
        return Check.strict("quota.instances", "Quota: instances", Topic.QUOTA, subject -> compare(subject, "INSTANCES", 1));
    }

    @Bean
    PreflightCheck diskQuota() {
        return Check.strict("quota.disks", "Quota: SSD disks in GB", Topic.QUOTA, this::disks);
    }

    private Finding machineType(Subject subject) {
        NodeDemand demand = subject.demand();
        var project = subject.project().id();
        List<String> without = demand.zones().stream()
                .filter(zone -> cloud.machineType(project, zone, demand.machineType()).isEmpty()).toList();
        if (without.isEmpty()) {
            return pass(demand.machineType() + " is offered in " + String.join(", ", demand.zones()) + ".");
        }
        return fail(demand.machineType() + " is not offered in " + String.join(", ", without) + ". Choose another machine type or leave "
                + (without.size() == 1 ? "this zone" : "these zones") + " out.",
                offered(subject.project(), without));
    }

    private Finding cpus(Subject subject) {
        String type = subject.demand().machineType();
        Optional<MachineType> found = subject.demand().zones().stream()
                .flatMap(zone -> cloud.machineType(subject.project().id(), zone, type).stream()).findFirst();
        return found.map(machine -> worse(compare(subject, cpuMetric(type), machine.cpus()), inAllRegions(subject, machine.cpus())))
                .orElseGet(() -> fail("No zone offers " + type + ", so its CPUs are not known. Choose another machine type.",
                        offered(subject.project(), subject.demand().zones())));
    }

    private Optional<Finding> inAllRegions(Subject subject, int perNode) {
        return cloud.quotas(subject.project().id()).stream().filter(quota -> quota.metric().equals(ALL_REGIONS)).findFirst()
                .map(quota -> compare(subject, quota, perNode));
    }

    /** Both where they are equally bad. */
    private static Finding worse(Finding one, Optional<Finding> other) {
        List<Finding> both = Stream.concat(Stream.of(one), other.stream()).toList();
        Outcome worst = both.stream().map(Finding::outcome).max(Comparator.naturalOrder()).orElseThrow();
        List<Finding> told = both.stream().filter(finding -> finding.outcome() == worst).toList();
        return new Finding(worst, told.stream().map(Finding::cause).collect(Collectors.joining(" ")),
                told.stream().flatMap(finding -> finding.fixes().stream()).distinct().toList());
    }

    private Finding disks(Subject subject) {
        Finding boot = compare(subject, "SSD_TOTAL_GB", BOOT_DISK_GB);
        return new Finding(boot.outcome(), boot.cause() + " These are boot disks; the volumes of databases come on top.", boot.fixes());
    }

    private static Fix offered(Project project, List<String> zones) {
        return new Fix("See what is offered there", "gcloud compute machine-types list --project=%s --zones=%s"
                .formatted(project.id(), String.join(",", zones)));
    }

    private static String cpuMetric(String machineType) {
        String family = machineType.substring(0, Math.max(0, machineType.indexOf('-')));
        return COUNTED_AS_CPUS.contains(family) ? "CPUS" : family.toUpperCase(Locale.ROOT) + "_CPUS";
    }

    private Finding compare(Subject subject, String metric, int perNode) {
        Project project = subject.project();
        var quota = cloud.quotas(project.id(), project.region()).stream().filter(one -> one.metric().equals(metric)).findFirst();
        return quota.map(found -> compare(subject, found, perNode)).orElseGet(() -> warn(
                "Google lists no quota " + metric + " for " + project.region() + ", so it could not be compared.", console(project)));
    }

    private static Finding compare(Subject subject, Quota quota, int perNode) {
        NodeDemand demand = subject.demand();
        long free = Math.max(0, (long) (quota.limit() - quota.usage()));
        long start = (long) demand.start() * perNode;
        long most = (long) demand.most() * perNode;
        String numbers = "free %d (limit %.0f, used %.0f)".formatted(free, quota.limit(), quota.usage());
        Fix[] fixes = {console(subject.project()), askForMore(subject.project(), quota, most)};
        if (free < start) {
            return fail("%s: the start needs %d, %s.".formatted(quota.metric(), start, numbers), fixes);
        }
        if (free < most) {
            return warn("%s: the start needs %d; growing to the maximum while upgrading needs %d, %s."
                    .formatted(quota.metric(), start, most, numbers), fixes);
        }
        return pass("%s: needs %d to %d, %s.".formatted(quota.metric(), start, most, numbers));
    }

    private static Fix console(Project project) {
        return new Fix("Quota page", "https://console.cloud.google.com/iam-admin/quotas?project=" + project.id());
    }

    private static Fix askForMore(Project project, Quota quota, long most) {
        String place = quota.metric().equals(ALL_REGIONS) ? "" : "-region --dimensions=region=" + project.region();
        return new Fix("Ask Google for more", ("gcloud beta quotas preferences create --project=%s --service=compute.googleapis.com "
                + "--quota-id=%s-per-project%s --preferred-value=%.0f")
                .formatted(project.id(), quota.metric().replace('_', '-'), place, quota.usage() + most));
    }
}
