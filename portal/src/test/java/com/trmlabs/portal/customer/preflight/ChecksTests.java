package com.trmlabs.portal.customer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.customer.StubCloud;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects.OrganisationPolicy;
import com.trmlabs.portal.customer.spi.CloudProjects.Quota;
import com.trmlabs.portal.customer.spi.CloudProjects.Subnet;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Outcome;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.kernel.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTests {

    private final StubCloud cloud = new StubCloud();

    private void fails(String check, String cause, String fix) {
        Finding finding = Checks.ask(cloud, check);
        assertThat(finding.outcome()).as(finding.cause()).isEqualTo(Outcome.FAIL);
        assertThat(finding.cause()).contains(cause);
        assertThat(finding.fixes()).anySatisfy(one -> assertThat(one.text()).contains(fix));
    }

    private Outcome outcome(String check) {
        return Checks.ask(cloud, check).outcome();
    }

    @Test
    void allPassWhereAllIsRight() {
        var checks = Checks.all(cloud);
        assertThat(checks).hasSizeGreaterThanOrEqualTo(20).extracting(PreflightCheck::id).doesNotHaveDuplicates();
        assertThat(checks).allSatisfy(check -> {
            Finding finding = check.check(new Subject(Checks.BLUEFIN, Checks.NINE));
            assertThat(finding.outcome()).as(check.id() + ": " + finding.cause()).isEqualTo(Outcome.PASS);
            assertThat(finding.fixes()).isEmpty();
        });
    }

    @Test
    void namesTheMissingRightOfTheIdentityThatLacksIt() {
        cloud.lostPermissions.add("container.clusters.create");
        fails("permissions.run", "1 of 12 rights are missing: container.clusters.create",
                "gcloud iam roles update portalRun --project=bluefin-analytics --add-permissions=container.clusters.create");
        assertThat(outcome("permissions.read")).isEqualTo(Outcome.PASS);
        cloud.lostPermissions.add("compute.regions.get");
        fails("permissions.read", "compute.regions.get", "gcloud iam roles update portalRead");
    }

    @Test
    void seesThatNodesCannotBeMadeToRunAsTheirAccount() {
        cloud.nodesAccount = Optional.of(false);
        fails("act-as.nodes", "portal-run may not make nodes run as portal-nodes@bluefin-analytics.iam.gserviceaccount.com",
                "gcloud iam service-accounts add-iam-policy-binding portal-nodes@bluefin-analytics.iam.gserviceaccount.com");
        assertThat(Checks.ask(cloud, "act-as.nodes").fixes()).singleElement().satisfies(fix -> assertThat(fix.text())
                .contains("--member=serviceAccount:portal-run@bluefin-analytics.iam.gserviceaccount.com", "--role=roles/iam.serviceAccountUser"));
        cloud.nodesAccount = Optional.empty();
        fails("act-as.nodes", "There is no service account portal-nodes@", "gcloud iam service-accounts create portal-nodes");
        fails("act-as.nodes", "There is no service account portal-nodes@", "--role=roles/iam.serviceAccountUser");
    }

    @Test
    void namesTheApisThatAreOffAndWhatTheyAreFor() {
        cloud.apisOff.add("orgpolicy.googleapis.com");
        fails("apis", "orgpolicy.googleapis.com (Preflight asks it for organisation policies",
                "gcloud services enable orgpolicy.googleapis.com --project=bluefin-analytics");
    }

    @Test
    void comparesCpusWithThePlan() {
        cloud.quota("CPUS", 72, 62);
        fails("quota.cpus", "CPUS: the start needs 12, free 10 (limit 72, used 62).", "--quota-id=CPUS-per-project-region --dimensions=region=europe-west3");
        cloud.quota("CPUS", 72, 52);
        assertThat(Checks.ask(cloud, "quota.cpus").cause()).isEqualTo(
                "CPUS: the start needs 12; growing to the maximum while upgrading needs 40, free 20 (limit 72, used 52).");
        assertThat(outcome("quota.cpus")).isEqualTo(Outcome.WARN);
    }

    @Test
    void comparesCpusWithTheProjectsOwnQuotaToo() {
        cloud.allRegions = new Quota("CPUS_ALL_REGIONS", 12, 4);
        fails("quota.cpus", "CPUS_ALL_REGIONS: the start needs 12, free 8 (limit 12, used 4).", "--quota-id=CPUS-ALL-REGIONS-per-project --preferred-value=44");
        assertThat(Checks.ask(cloud, "quota.cpus").cause()).doesNotContain("CPUS: needs");
        cloud.quota("CPUS", 72, 62);
        fails("quota.cpus", "CPUS: the start needs 12, free 10 (limit 72, used 62). CPUS_ALL_REGIONS: the start needs 12", "--dimensions=region=europe-west3");
        cloud.allRegions = new Quota("CPUS_ALL_REGIONS", 32, 0);
        fails("quota.cpus", "CPUS: the start needs 12, free 10", "CPUS-per-project-region");
        cloud.quota("CPUS", 72, 0);
        assertThat(outcome("quota.cpus")).isEqualTo(Outcome.WARN);
    }

    @Test
    void comparesThePlansOwnMachineFamily() {
        cloud.quota("CPUS", 0, 0);
        var highMemory = new NodeDemand("n2-highmem-8", List.of("europe-west3-a"), 1, 1);
        assertThat(Checks.ask(cloud, "quota.cpus", highMemory).outcome()).isEqualTo(Outcome.PASS);
        cloud.quotas.remove("N2_CPUS");
        assertThat(Checks.ask(cloud, "quota.cpus", highMemory).cause()).contains("Google lists no quota N2_CPUS");
    }

    @Test
    void comparesInstancesAndDisks() {
        cloud.quota("INSTANCES", 2, 0);
        fails("quota.instances", "INSTANCES: the start needs 3, free 2", "INSTANCES-per-project-region");
        cloud.quota("SSD_TOTAL_GB", 500, 250);
        fails("quota.disks", "SSD_TOTAL_GB: the start needs 300, free 250", "SSD-TOTAL-GB-per-project-region");
        fails("quota.disks", "the volumes of databases come on top", "SSD-TOTAL-GB-per-project-region");
    }

    @Test
    void namesTheZonesWithoutTheMachineType() {
        cloud.zonesWithoutMachine.add("europe-west3-b");
        fails("machine-type", "e2-standard-4 is not offered in europe-west3-b.", "--zones=europe-west3-b");
        cloud.zonesWithoutMachine.addAll(Checks.NINE.zones());
        fails("quota.cpus", "No zone offers e2-standard-4, so its CPUs are not known.",
                "gcloud compute machine-types list --project=bluefin-analytics --zones=europe-west3-a,europe-west3-b,europe-west3-c");
    }

    @ParameterizedTest
    @CsvSource({"10.10.0.0/29, FAIL", "10.10.0.0/28, WARN", "10.10.0.0/27, PASS"})
    void countsTheAddressesForNodes(String range, Outcome expected) {
        cloud.subnets.set(0, StubCloud.subnet("nodes", range, Map.of("pods", "10.20.0.0/16", "services", "10.30.0.0/20"), true));
        assertThat(outcome("subnet")).isEqualTo(expected);
        assertThat(Checks.ask(cloud, "subnet").fixes()).allSatisfy(fix -> assertThat(fix.text()).contains("expand-ip-range nodes")
                .contains("--prefix-length=27"));
    }

    @Test
    void namesTheMissingSubnetOrItsOtherNetwork() {
        cloud.subnets.set(0, StubCloud.subnet("others", "10.10.0.0/22", Map.of(), true));
        fails("subnet", "There is no subnet nodes in europe-west3.", "gcloud compute networks subnets list");
        cloud.subnets.set(0, new Subnet("nodes", "global/networks/other",
                new Cidr("10.10.0.0/22"), Map.of(), true));
        fails("subnet", "belongs to network other, not to main",
                "gcloud compute networks subnets list --project=bluefin-analytics --network=main --regions=europe-west3");
    }

    @ParameterizedTest
    @CsvSource({"10.20.0.0/23, FAIL", "10.20.0.0/22, WARN", "10.20.0.0/20, PASS"})
    void countsTheAddressesForPods(String range, Outcome expected) {
        cloud.subnets.set(0, StubCloud.subnet("nodes", "10.10.0.0/22", Map.of("pods", range, "services", "10.30.0.0/20"), true));
        assertThat(outcome("range.pods")).isEqualTo(expected);
    }

    @Test
    void namesTheMissingRange() {
        cloud.subnets.set(0, StubCloud.subnet("nodes", "10.10.0.0/22", Map.of("services", "10.30.0.0/27"), true));
        fails("range.pods", "Subnet nodes has no secondary range pods.", "--add-secondary-ranges=pods=CHOOSE_A_FREE_BLOCK/20");
        fails("range.services", "needs 64 addresses", "--add-secondary-ranges=services-2=CHOOSE_A_FREE_BLOCK/26");
        fails("ranges.apart", "one of its two ranges is missing", "gcloud compute networks subnets list");
    }

    @Test
    void namesTheNeighbourThatARangeOverlaps() {
        cloud.subnets.add(StubCloud.subnet("batch", "10.20.128.0/20", Map.of(), true));
        fails("ranges.apart", "nodes/pods 10.20.0.0/16 overlaps batch 10.20.128.0/20", "gcloud compute networks subnets list");
    }

    @Test
    void seesTwoOwnRangesThatOverlap() {
        cloud.subnets.set(0, StubCloud.subnet("nodes", "10.10.0.0/22", Map.of("pods", "10.20.0.0/16", "services", "10.20.0.0/20"), true));
        assertThat(outcome("ranges.apart")).isEqualTo(Outcome.FAIL);
    }

    @Test
    void asksForPrivateGoogleAccess() {
        cloud.subnets.set(0, StubCloud.subnet("nodes", "10.10.0.0/22", Map.of("pods", "10.20.0.0/16", "services", "10.30.0.0/20"), false));
        fails("private-google-access", "Nodes have no external address", "--enable-private-ip-google-access");
    }

    @Test
    void saysWhyTheRegistryRefuses() {
        cloud.registryRefusal = Optional.of("portal-nodes may not read the repository (artifactregistry.repositories.downloadArtifacts).");
        fails("registry", "may not read the repository", "--member=serviceAccount:portal-nodes@bluefin-analytics.iam.gserviceaccount.com");
    }

    @Test
    void leavesAFaultOfOurRegistryToUs() {
        cloud.registryFault = Optional.of(new CloudFault.Rejected("Our registry is not set: portal.google.registry.", null));
        fails("registry", "Our registry is not set", "gcloud artifacts repositories get-iam-policy REPOSITORY");
        cloud.registryFault = Optional.of(new CloudFault.Refused("The portal has no Google account of its own.", null));
        fails("registry", "no Google account of its own", "gcloud artifacts repositories get-iam-policy REPOSITORY");
    }

    private void policy(String constraint, boolean enforced, List<String> allowed, List<String> denied) {
        cloud.policies.put("constraints/" + constraint, new OrganisationPolicy(enforced, allowed, denied));
    }

    @Test
    void readsWhereResourcesMayBe() {
        policy("gcp.resourceLocations", false, List.of("us-central1"), List.of());
        fails("policy.gcp.resourceLocations", "allows us-central1 only, not europe-west3", "allowedValues: [\"in:europe-west3-locations\"]");
        policy("gcp.resourceLocations", false, List.of(), List.of("in:europe-west3-locations"));
        fails("policy.gcp.resourceLocations", "forbids resources in europe-west3", "gcloud org-policies describe gcp.resourceLocations");
        policy("gcp.resourceLocations", false, List.of("in:eu-locations"), List.of());
        assertThat(outcome("policy.gcp.resourceLocations")).isEqualTo(Outcome.WARN);
        policy("gcp.resourceLocations", false, List.of("in:europe-west3-locations"), List.of());
        assertThat(outcome("policy.gcp.resourceLocations")).isEqualTo(Outcome.PASS);
    }

    @Test
    void readsWhichServicesMayBeUsed() {
        policy("gcp.restrictServiceUsage", false, List.of("run.googleapis.com"), List.of());
        fails("policy.gcp.restrictServiceUsage", "blocks cloudresourcemanager.googleapis.com, ", "allowedValues: [\"cloudresourcemanager.googleapis.com\", ");
    }

    @Test
    void editsTheProjectsOwnPolicyInsteadOfReplacingIt() {
        String constraint = "gcp.restrictServiceUsage";
        policy(constraint, false, List.of("run.googleapis.com"), List.of());
        cloud.ownPolicies.add("constraints/" + constraint);
        fails("policy." + constraint, "blocks", "gcloud org-policies describe gcp.restrictServiceUsage --project=bluefin-analytics >policy.yaml");
        assertThat(Checks.ask(cloud, "policy." + constraint).fixes()).hasSize(1).allSatisfy(fix ->
                assertThat(fix.text()).contains("\"container.googleapis.com\"").endsWith("gcloud org-policies set-policy policy.yaml").doesNotContain("EOF"));
    }

    @Test
    void leavesWhatIsDeniedAboveToTheOrganisation() {
        policy("gcp.restrictServiceUsage", false, List.of(), List.of("container.googleapis.com"));
        fails("policy.gcp.restrictServiceUsage", "blocks container.googleapis.com", "gcloud org-policies describe gcp.restrictServiceUsage");
        assertThat(Checks.ask(cloud, "policy.gcp.restrictServiceUsage").fixes()).allSatisfy(fix -> assertThat(fix.text()).doesNotContain("set-policy"));
    }

    @Test
    void readsWhichLoadBalancersMayBeMade() {
        String constraint = "compute.restrictLoadBalancerCreationForTypes";
        policy(constraint, false, List.of(), List.of("INTERNAL_TCP_UDP"));
        fails("policy." + constraint, "forbids internal passthrough load balancers", "gcloud org-policies describe " + constraint);
        policy(constraint, true, List.of(), List.of());
        fails("policy." + constraint, "forbids internal passthrough load balancers", "gcloud org-policies describe " + constraint);
        policy(constraint, false, List.of("in:INTERNAL"), List.of());
        assertThat(outcome("policy." + constraint)).isEqualTo(Outcome.WARN);
    }

    @Test
    void readsWhetherMachinesMayForward() {
        policy("compute.vmCanIpForward", true, List.of(), List.of());
        fails("policy.compute.vmCanIpForward", "none would start", "gcloud org-policies describe compute.vmCanIpForward --project=bluefin-analytics --effective");
    }

    @Test
    void readsWhichImagesAreTrusted() {
        policy("compute.trustedImageProjects", false, List.of("projects/debian-cloud"), List.of());
        fails("policy.compute.trustedImageProjects", "does not allow images of projects/gke-node-images", "projects/gke-node-images");
        policy("compute.trustedImageProjects", false, List.of("is:projects/gke-node-images"), List.of());
        assertThat(outcome("policy.compute.trustedImageProjects")).isEqualTo(Outcome.PASS);
    }

    @ParameterizedTest
    @CsvSource({"compute.restrictNonConfidentialComputing, allows confidential machines only; the plan's nodes are not",
        "gcp.restrictNonCmekServices, 'asks for customer-managed encryption keys, which the plan''s cluster and disks do not have'"})
    void readsWhatClustersMustHave(String constraint, String cause) {
        policy(constraint, false, List.of(), List.of("is:compute.googleapis.com"));
        fails("policy." + constraint, cause, "gcloud org-policies describe " + constraint);
    }

    @Test
    void warnsWhereOnlyOwnAccountsMayBeGrantedRights() {
        policy("iam.allowedPolicyMemberDomains", false, List.of("C03xgje4y"), List.of());
        assertThat(Checks.ask(cloud, "policy.iam.allowedPolicyMemberDomains").cause()).contains("Only accounts of C03xgje4y");
        assertThat(outcome("policy.iam.allowedPolicyMemberDomains")).isEqualTo(Outcome.WARN);
    }

    @Test
    void leavesNothingStrictToAWaiver() {
        assertThat(Checks.all(cloud)).filteredOn(PreflightCheck::strict).extracting(PreflightCheck::id).contains("permissions.read",
                "permissions.run", "act-as.nodes", "apis", "quota.cpus", "machine-type", "subnet", "range.pods", "ranges.apart", "registry");
    }
}
