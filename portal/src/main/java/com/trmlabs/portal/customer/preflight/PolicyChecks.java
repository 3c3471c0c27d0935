package com.trmlabs.portal.customer.preflight;

import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.fail;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.pass;
import static com.trmlabs.portal.customer.spi.PreflightCheck.Finding.warn;

import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.customer.spi.CloudProjects.OrganisationPolicy;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Organisation policies that stop a private GKE cluster or its internal load balancer. Policies that only forbid what we never
 * do (external addresses of machines, public control planes, keys of service accounts) are not asked.
 */
@Configuration
class PolicyChecks {

    private static final Set<String> GOOGLE_SERVICES = Set.of("container.googleapis.com", "compute.googleapis.com");

    private final CloudProjects cloud;
    private final Set<String> apis;

    PolicyChecks(CloudProjects cloud, Access access) {
        this.cloud = cloud;
        this.apis = access.spec().apiNames();
    }

    @Bean
    PreflightCheck resourceLocations() {
        return policy("gcp.resourceLocations", "Policy: where resources may be", this::locations);
    }

    @Bean
    PreflightCheck serviceUsage() {
        return policy("gcp.restrictServiceUsage", "Policy: which Google services may be used", (policy, subject) -> {
            var blocked = new TreeSet<>(apis);
            blocked.removeIf(api -> policy.allows(api));
            return blocked.isEmpty() ? pass("None of the APIs is blocked.")
                    : fail("It blocks " + String.join(", ", blocked) + ".", allow("gcp.restrictServiceUsage", policy, subject, blocked));
        });
    }

    @Bean
    PreflightCheck loadBalancers() {
        return policy("compute.restrictLoadBalancerCreationForTypes", "Policy: load balancers", this::balancers);
    }

    @Bean
    PreflightCheck ipForwarding() {
        return policy("compute.vmCanIpForward", "Policy: IP forwarding of machines", (policy, subject) -> policy.enforced()
                ? fail("It forbids IP forwarding on every machine, which GKE sets on its nodes: none would start.",
                        look("compute.vmCanIpForward", subject))
                : pass("Nodes may forward."));
    }

    @Bean
    PreflightCheck nodeImages() {
        return policy("compute.trustedImageProjects", "Policy: images of machines", (policy, subject) ->
                policy.allows("projects/gke-node-images") ? pass("GKE's node images are allowed.")
                        : fail("It does not allow images of projects/gke-node-images, which nodes start from.",
                                allow("compute.trustedImageProjects", policy, subject, Set.of("projects/gke-node-images"))));
    }

    @Bean
    PreflightCheck confidentialMachines() {
        return policy("compute.restrictNonConfidentialComputing", "Policy: confidential machines only", (policy, subject) ->
                blocksGoogleServices(policy, subject, "compute.restrictNonConfidentialComputing", "It allows confidential machines only; the plan's nodes are not."));
    }

    @Bean
    PreflightCheck customerKeys() {
        return policy("gcp.restrictNonCmekServices", "Policy: customer-managed keys only", (policy, subject) ->
                blocksGoogleServices(policy, subject, "gcp.restrictNonCmekServices",
                        "It asks for customer-managed encryption keys, which the plan's cluster and disks do not have."));
    }

    @Bean
    PreflightCheck memberDomains() {
        return policy("iam.allowedPolicyMemberDomains", "Policy: who may be granted rights", (policy, subject) -> policy.allowed().isEmpty()
                ? pass("Accounts of other organisations may be granted rights.")
                : warn("Only accounts of " + String.join(", ", policy.allowed()) + " may be granted rights. If granting the portal's account "
                        + "was refused, our organisation has to be added; grants that exist stay.", look("iam.allowedPolicyMemberDomains", subject)));
    }

    private PreflightCheck policy(String constraint, String title, BiFunction<OrganisationPolicy, Subject, Finding> judge) {
        return Check.waivable("policy." + constraint, title, Topic.POLICY,
                subject -> judge.apply(cloud.policy(subject.project().id(), "constraints/" + constraint), subject));
    }

    private Finding locations(OrganisationPolicy policy, Subject subject) {
        String region = subject.project().region();
        String group = "in:" + region + "-locations";
        if (policy.denies(region, group)) {
            return fail("It forbids resources in " + region + ".", look("gcp.resourceLocations", subject));
        }
        if (policy.allows(region, group)) {
            return pass("Resources may be in " + region + ".");
        }
        Fix fix = allow("gcp.resourceLocations", policy, subject, Set.of(group));
        List<String> groups = policy.allowed().stream().filter(value -> value.startsWith("in:")).toList();
        return groups.isEmpty() ? fail("It allows " + String.join(", ", policy.allowed()) + " only, not " + region + ".", fix)
                : warn("It allows groups of places (" + String.join(", ", groups) + "); whether " + region + " is one of them is Google's to say. "
                        + "Look it up once, then waive or add the region.", fix);
    }

    private Finding balancers(OrganisationPolicy policy, Subject subject) {
        String constraint = "compute.restrictLoadBalancerCreationForTypes";
        if (!policy.allows("INTERNAL_TCP_UDP", "in:INTERNAL")) {
            return fail("It forbids internal passthrough load balancers (INTERNAL_TCP_UDP), by which clients in the VPC reach the service.",
                    allow(constraint, policy, subject, Set.of("INTERNAL_TCP_UDP")));
        }
        if (!policy.allows("EXTERNAL_HTTP_HTTPS", "in:EXTERNAL")) {
            return warn("Internal clients are fine. External clients cannot be served: external Application Load Balancers are forbidden.",
                    allow(constraint, policy, subject, Set.of("EXTERNAL_HTTP_HTTPS")));
        }
        return pass("Internal and external load balancers are allowed.");
    }

    private static Finding blocksGoogleServices(OrganisationPolicy policy, Subject subject, String constraint, String cause) {
        return GOOGLE_SERVICES.stream().anyMatch(service -> policy.denies(service)) ? fail(cause, look(constraint, subject)) : pass("It does not apply to the cluster.");
    }

    private static Fix look(String constraint, Subject subject) {
        return new Fix("See what holds, then ask the organisation's policy admin for an exception for this project",
                "gcloud org-policies describe " + constraint + " --project=" + subject.project().id() + " --effective");
    }

    /**
     * Setting a policy replaces all that the project's own says, so that one is edited; a new one adds to what is allowed from above.
     * What is denied above stays denied, whatever the project allows.
     */
    private Fix allow(String constraint, OrganisationPolicy policy, Subject subject, Set<String> values) {
        ProjectId project = subject.project().id();
        String listed = String.join(", ", values.stream().map(value -> "\"" + value + "\"").toList());
        if (cloud.hasOwnPolicy(project, "constraints/" + constraint)) {
            return new Fix("For the organisation's policy admin: add it to the project's own policy", """
                    gcloud org-policies describe %1$s --project=%2$s >policy.yaml
                    # Under rules in policy.yaml keep what is there, take %3$s off deniedValues and add it to allowedValues where there are any;
                    # denyAll gives way to a list.
                    gcloud org-policies set-policy policy.yaml""".formatted(constraint, project, listed));
        }
        return policy.allowed().isEmpty() || values.stream().anyMatch(value -> policy.denies(value)) ? look(constraint, subject)
                : new Fix("For the organisation's policy admin: allow it in this project", """
                        gcloud org-policies set-policy /dev/stdin <<'EOF'
                        name: projects/%s/policies/%s
                        spec:
                          inheritFromParent: true
                          rules:
                          - values:
                              allowedValues: [%s]
                        EOF""".formatted(project, constraint, listed));
    }
}
