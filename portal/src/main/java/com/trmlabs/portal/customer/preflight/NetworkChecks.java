package com.trmlabs.portal.customer.preflight;

import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.fail;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.pass;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.warn;

import com.trmlabs.portal.customer.CustomerDirectory.Project;
import com.trmlabs.portal.customer.spi.CloudProjects.Subnet;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.kernel.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether the subnet and its two secondary ranges are there, large enough for the plan, and apart from their neighbours. */
@Configuration
class NetworkChecks {

    /** Google keeps four addresses of every subnet. */
    private static final int RESERVED = 4;
    /** For the control plane's private endpoint and internal load balancers. */
    private static final int ENDPOINTS = 4;
    /** GKE gives each node a /24 of the pod range as long as 110 pods a node are allowed, its default. */
    private static final int POD_ADDRESSES_PER_NODE = 256;
    /** GKE's own services and ours stay far below. */
    private static final int SERVICE_ADDRESSES = 64;

    private final CloudProjects cloud;

    NetworkChecks(CloudProjects cloud) {
        this.cloud = cloud;
    }

    @Bean
    PreflightCheck subnetSize() {
        return Check.strict("subnet", "Subnet for nodes", Topic.NETWORK, subject -> withSubnet(subject, NetworkChecks::nodes));
    }

    @Bean
    PreflightCheck podRange() {
        return Check.strict("range.pods", "Secondary range for pods", Topic.NETWORK, subject -> withSubnet(subject, NetworkChecks::pods));
    }

    @Bean
    PreflightCheck serviceRange() {
        return Check.strict("range.services", "Secondary range for services", Topic.NETWORK,
                subject -> withSubnet(subject, NetworkChecks::services));
    }

    @Bean
    PreflightCheck rangesAreApart() {
        return Check.strict("ranges.apart", "Ranges do not overlap", Topic.NETWORK, this::apart);
    }

    @Bean
    PreflightCheck privateGoogleAccess() {
        return Check.waivable("private-google-access", "Private Google Access", Topic.NETWORK,
                subject -> withSubnet(subject, NetworkChecks::googleAccess));
    }

    private Optional<Subnet> subnet(Project project) {
        return cloud.subnets(project.id(), project.region()).stream().filter(subnet -> subnet.name().equals(project.subnet())).findFirst();
    }

    private Finding withSubnet(Subject subject, BiFunction<Subject, Subnet, Finding> question) {
        return subnet(subject.project()).map(subnet -> question.apply(subject, subnet))
                .orElseGet(() -> fail("There is no subnet " + subject.project().subnet() + " in " + subject.project().region() + ".",
                        new Fix("See the subnets there", "gcloud compute networks subnets list --project=%s --regions=%s"
                                .formatted(subject.project().id(), subject.project().region()))));
    }

    private static Finding nodes(Subject subject, Subnet subnet) {
        if (!network(subnet.network()).equals(subject.project().network())) {
            return fail("Subnet %s belongs to network %s, not to %s. Correct the network in step Connect, or name a subnet of %3$s there."
                    .formatted(subnet.name(), network(subnet.network()), subject.project().network()),
                    new Fix("See the subnets of " + subject.project().network(), "gcloud compute networks subnets list --project=%s --network=%s --regions=%s"
                            .formatted(subject.project().id(), subject.project().network(), subject.project().region())));
        }
        int start = subject.demand().start() + ENDPOINTS;
        int most = subject.demand().most() + ENDPOINTS;
        long room = subnet.range().size() - RESERVED;
        String numbers = "%s has room for %d addresses".formatted(subnet.range(), Math.max(0, room));
        Fix expand = new Fix("Make the subnet larger", "gcloud compute networks subnets expand-ip-range %s --project=%s --region=%s --prefix-length=%d"
                .formatted(subnet.name(), subject.project().id(), subject.project().region(), prefixFor(most + RESERVED)));
        if (room < start) {
            return fail("The start needs %d addresses, %s.".formatted(start, numbers), expand);
        }
        return room < most ? warn("The start needs %d addresses, the maximum %d; %s.".formatted(start, most, numbers), expand)
                : pass("Needs %d to %d addresses; %s. Others may use some of them.".formatted(start, most, numbers));
    }

    private static Finding pods(Subject subject, Subnet subnet) {
        return range(subject, subnet, subject.project().podRange(), subject.demand().start() * POD_ADDRESSES_PER_NODE,
                subject.demand().most() * POD_ADDRESSES_PER_NODE, "256 a node");
    }

    private static Finding services(Subject subject, Subnet subnet) {
        return range(subject, subnet, subject.project().serviceRange(), SERVICE_ADDRESSES, SERVICE_ADDRESSES, "one a service");
    }

    private static Finding range(Subject subject, Subnet subnet, String name, int start, int most, String rule) {
        Cidr range = subnet.secondaryRanges().get(name);
        Fix add = new Fix("Add a range that is large enough (choose a free block)",
                "gcloud compute networks subnets update %s --project=%s --region=%s --add-secondary-ranges=%s=CHOOSE_A_FREE_BLOCK/%d"
                        .formatted(subnet.name(), subject.project().id(), subject.project().region(),
                                range == null ? name : name + "-2", prefixFor(most)));
        if (range == null) {
            return fail("Subnet %s has no secondary range %s.".formatted(subnet.name(), name), add);
        }
        String numbers = "%s %s has %d".formatted(name, range, range.size());
        if (range.size() < start) {
            return fail("The start needs %d addresses (%s), %s. Then name the new range in step Connect.".formatted(start, rule, numbers), add);
        }
        return range.size() < most ? warn("The maximum needs %d addresses (%s), %s.".formatted(most, rule, numbers), add)
                : pass("Needs %d addresses (%s), %s.".formatted(most, rule, numbers));
    }

    private Finding apart(Subject subject) {
        Project project = subject.project();
        List<Named> all = cloud.subnets(project.id(), project.region()).stream()
                .filter(subnet -> network(subnet.network()).equals(project.network())).flatMap(Named::of).toList();
        List<Named> ours = all.stream().filter(range -> range.subnet().equals(project.subnet())
                && (range.isPrimary() || range.name().equals(project.podRange()) || range.name().equals(project.serviceRange()))).toList();
        for (Named our : ours) {
            Optional<Named> clash = all.stream().filter(other -> !other.equals(our) && other.range().overlaps(our.range())).findFirst();
            if (clash.isPresent()) {
                return fail("%s overlaps %s. Choose or add a range apart from it, then name it in step Connect.".formatted(our, clash.get()),
                        allRanges(project));
            }
        }
        return ours.size() == 3 ? pass("%s are apart from each other and from %d further ranges of the network in this region."
                .formatted(String.join(", ", ours.stream().map(Named::toString).toList()), all.size() - ours.size()))
                : fail("Subnet " + project.subnet() + " or one of its two ranges is missing in network " + project.network() + ".", allRanges(project));
    }

    private static Fix allRanges(Project project) {
        return new Fix("See all ranges", "gcloud compute networks subnets list --project=%s --network=%s "
                .formatted(project.id(), project.network()) + "--format='table(name,region,ipCidrRange,secondaryIpRanges)'");
    }

    private static Finding googleAccess(Subject subject, Subnet subnet) {
        if (subnet.privateGoogleAccess()) {
            return pass("Nodes without an external address reach Google's APIs and registries.");
        }
        return fail("Nodes have no external address, and subnet " + subnet.name() + " does not let them reach Google's APIs and the registry. "
                + "Waive it only if the network has another way, such as Private Service Connect.",
                new Fix("Switch it on", "gcloud compute networks subnets update %s --project=%s --region=%s --enable-private-ip-google-access"
                        .formatted(subnet.name(), subject.project().id(), subject.project().region())));
    }

    /** The longest prefix whose block holds so many addresses. */
    private static int prefixFor(long addresses) {
        return Math.min(29, Long.numberOfLeadingZeros(addresses - 1) - 32);
    }

    /** Google names a network by an address that ends in its name. */
    private static String network(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
