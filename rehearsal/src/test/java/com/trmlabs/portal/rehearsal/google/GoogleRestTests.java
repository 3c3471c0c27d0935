package com.trmlabs.portal.rehearsal.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST APIs of Google as preflight and the edge use them. */
class GoogleRestTests {

    private static final String BLUEFIN = "bluefin-analytics-prod";
    private static final String CEDAR = "cedar-payments-prod";
    private static final String COMPUTE = "compute.googleapis.com";

    @TempDir
    static Path folder;

    static RunningRehearsal rehearsal;
    static PortalCalls portal;
    static String read;
    static String run;

    @BeforeAll
    static void start() throws Exception {
        rehearsal = RunningRehearsal.start(folder);
        portal = new PortalCalls(rehearsal.endpoints());
        read = portal.token("portal-read@" + BLUEFIN + ".iam.gserviceaccount.com");
        run = portal.token("portal-run@" + BLUEFIN + ".iam.gserviceaccount.com");
    }

    @AfterAll
    static void stop() {
        rehearsal.close();
    }

    @Test
    void refusesImpersonationWhereNobodyHasSetItUp() {
        assertThatThrownBy(() -> portal.token("portal-read@ember-trading-prod.iam.gserviceaccount.com"))
                .hasStackTraceContaining("Permission 'iam.serviceAccounts.getAccessToken' denied on resource");
        assertThatThrownBy(() -> portal.token("portal-nodes@" + BLUEFIN + ".iam.gserviceaccount.com"))
                .hasStackTraceContaining("iam.serviceAccounts.getAccessToken");
        assertThatThrownBy(() -> portal.token("portal-read@no-such-project.iam.gserviceaccount.com"))
                .hasStackTraceContaining("Gaia id not found for email portal-read@no-such-project.iam.gserviceaccount.com");
    }

    @Test
    void faultsShowInPreflight() throws Exception {
        rehearsal.faults().add(Fault.of(Kind.PERMISSION_MISSING).in(BLUEFIN).detail("compute.subnetworks.get"));
        rehearsal.faults().add(Fault.of(Kind.QUOTA).in(BLUEFIN).detail("CPUS"));
        try {
            assertThat(held(read, BLUEFIN, List.of("compute.subnetworks.get", "compute.subnetworks.list")))
                    .containsExactly("compute.subnetworks.list");
            var quota = quota(portal.get(read, COMPUTE, "/compute/v1/projects/" + BLUEFIN + "/regions/europe-west1").body(), "CPUS");
            assertThat(quota.get("usage").asDouble()).isEqualTo(quota.get("limit").asDouble());
        } finally {
            rehearsal.faults().clear();
        }
    }

    @Test
    void refusesCallsWithoutAToken() throws Exception {
        var answer = portal.get("invented", COMPUTE, "/compute/v1/projects/" + BLUEFIN + "/regions/europe-west1");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("/error/errors/0/reason")).isEqualTo("authError");
    }

    @Test
    void namesTheHeldPermissionsOfEachIdentity() throws Exception {
        var onboarding = Onboarding.shipped();
        var all = onboarding.permissions().stream().map(Onboarding.Permission::permission).distinct().toList();

        assertThat(held(read, BLUEFIN, all)).containsExactlyInAnyOrderElementsOf(onboarding.permissions("read"));
        assertThat(held(run, BLUEFIN, all)).containsExactlyInAnyOrderElementsOf(onboarding.permissions("run"));
        assertThat(portal.call(read, "POST", "cloudresourcemanager.googleapis.com", "/v1/projects/" + CEDAR + ":testIamPermissions",
                "{\"permissions\":[\"compute.regions.get\"]}").status()).isEqualTo(403);
    }

    @Test
    void confirmsTheProject() throws Exception {
        var answer = portal.get(read, "cloudresourcemanager.googleapis.com", "/v1/projects/" + BLUEFIN);

        assertThat(answer.text("/projectNumber")).isEqualTo("482913650127");
        assertThat(answer.text("/lifecycleState")).isEqualTo("ACTIVE");
    }

    @Test
    void tellsWhichApisAreOn() throws Exception {
        var answer = portal.get(read, "serviceusage.googleapis.com", "/v1/projects/" + BLUEFIN
                + "/services:batchGet?names=projects/" + BLUEFIN + "/services/container.googleapis.com&names=projects/" + BLUEFIN
                + "/services/gkebackup.googleapis.com");

        assertThat(answer.text("/services/0/name")).isEqualTo("projects/482913650127/services/container.googleapis.com");
        assertThat(answer.text("/services/0/state")).isEqualTo("ENABLED");
        assertThat(answer.text("/services/1/state")).isEqualTo("DISABLED");
    }

    @Test
    void showsQuotasMachineTypesAndSubnets() throws Exception {
        var base = "/compute/v1/projects/" + BLUEFIN;
        var region = portal.get(read, COMPUTE, base + "/regions/europe-west1");
        var subnets = portal.get(read, COMPUTE, base + "/regions/europe-west1/subnetworks");
        var type = portal.get(read, COMPUTE, base + "/zones/europe-west1-b/machineTypes/n2-standard-4");

        assertThat(quota(region.body(), "N2_CPUS").get("limit").asDouble()).isEqualTo(200);
        assertThat(subnets.text("/items/0/secondaryIpRanges/0/rangeName")).isEqualTo("pods");
        assertThat(subnets.text("/items/0/secondaryIpRanges/0/ipCidrRange")).isEqualTo("10.32.0.0/16");
        assertThat(subnets.text("/items/0/network")).endsWith("/global/networks/analytics");
        assertThat(subnets.body().at("/items/0/privateIpGoogleAccess").asBoolean()).isTrue();
        assertThat(type.body().get("guestCpus").asInt()).isEqualTo(4);
        assertThat(type.body().get("memoryMb").asInt()).isEqualTo(16384);
    }

    @Test
    void saysThatAMachineTypeIsMissingInAZone() throws Exception {
        var cedar = portal.token("portal-read@" + CEDAR + ".iam.gserviceaccount.com");
        var path = "/compute/v1/projects/" + CEDAR + "/zones/europe-west1-%s/machineTypes/n2-standard-4";

        assertThat(portal.get(cedar, COMPUTE, path.formatted("b")).status()).isEqualTo(200);
        var missing = portal.get(cedar, COMPUTE, path.formatted("d"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text("/error/message"))
                .isEqualTo("The resource 'projects/cedar-payments-prod/zones/europe-west1-d/machineTypes/n2-standard-4' was not found");
        assertThat(missing.text("/error/errors/0/reason")).isEqualTo("notFound");
    }

    @Test
    void refusesWhatAnIdentityMayNot() throws Exception {
        var answer = portal.get(run, COMPUTE, "/compute/v1/projects/" + BLUEFIN + "/regions/europe-west1");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("/error/message"))
                .isEqualTo("Required 'compute.regions.get' permission for 'projects/bluefin-analytics-prod/regions/europe-west1'");
        assertThat(answer.text("/error/errors/0/reason")).isEqualTo("forbidden");
    }

    @Test
    void tellsTheEffectivePolicies() throws Exception {
        var falcon = portal.token("portal-read@falcon-bank-prod.iam.gserviceaccount.com");
        var path = "/v2/projects/falcon-bank-prod/policies/%s:getEffectivePolicy";
        var balancers = portal.get(falcon, "orgpolicy.googleapis.com", path.formatted("compute.restrictLoadBalancerCreationForTypes"));
        var addresses = portal.get(falcon, "orgpolicy.googleapis.com", path.formatted("compute.vmExternalIpAccess"));
        var unset = portal.get(falcon, "orgpolicy.googleapis.com", path.formatted("compute.requireShieldedVm"));

        assertThat(balancers.text("/spec/rules/0/values/deniedValues/0")).isEqualTo("INTERNAL_TCP_UDP");
        assertThat(addresses.body().at("/spec/rules/0/denyAll").asBoolean()).isTrue();
        assertThat(unset.body().at("/spec/rules/0/enforce").asBoolean(true)).isFalse();
    }

    @Test
    void listsWhoMayPullFromTheVendor() throws Exception {
        var own = portal.own().refreshAccessToken().getTokenValue();
        var path = "/v1/projects/trm-portal/locations/europe/repositories/services:getIamPolicy";
        var policy = portal.get(own, "artifactregistry.googleapis.com", path);

        assertThat(policy.text("/bindings/0/role")).isEqualTo("roles/artifactregistry.reader");
        assertThat(strings(policy.body().at("/bindings/0/members")))
                .contains("serviceAccount:portal-nodes@bluefin-analytics-prod.iam.gserviceaccount.com")
                .doesNotContain("serviceAccount:portal-nodes@ember-trading-prod.iam.gserviceaccount.com");
        assertThat(portal.get(read, "artifactregistry.googleapis.com", path).status()).isEqualTo(403);
    }

    @Test
    void keepsAnAllowListInAPolicy() throws Exception {
        var all = "/compute/v1/projects/" + BLUEFIN + "/global/securityPolicies";
        var created = portal.call(run, "POST", COMPUTE, all, """
                {"name": "api-clients", "description": "clients", "rules": [
                  {"priority": 2147483647, "action": "deny(403)", "match": {"versionedExpr": "SRC_IPS_V1", "config": {"srcIpRanges": ["*"]}}}]}""");
        assertThat(created.text("/kind")).isEqualTo("compute#operation");
        assertThat(portal.get(run, COMPUTE, "/compute/v1/projects/" + BLUEFIN + "/global/operations/" + created.text("/name")).status())
                .isEqualTo(200);

        var rule = "{\"priority\": 1000, \"action\": \"allow\", \"match\": {\"versionedExpr\": \"SRC_IPS_V1\", \"config\": {\"srcIpRanges\": [\"203.0.113.0/24\"]}}}";
        assertThat(portal.call(run, "POST", COMPUTE, all + "/api-clients/addRule", rule).status()).isEqualTo(200);
        var twice = portal.call(run, "POST", COMPUTE, all + "/api-clients/addRule", rule);
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.text("/error/message")).contains("Cannot have rules with the same priorities");

        var policy = portal.get(read, COMPUTE, all + "/api-clients");
        assertThat(policy.text("/rules/0/match/config/srcIpRanges/0")).isEqualTo("203.0.113.0/24");
        assertThat(policy.text("/rules/1/action")).isEqualTo("deny(403)");

        var stale = portal.call(run, "PATCH", COMPUTE, all + "/api-clients", "{\"description\": \"x\", \"fingerprint\": \"b2xk\"}");
        assertThat(stale.status()).isEqualTo(412);
        var fresh = portal.call(run, "PATCH", COMPUTE, all + "/api-clients",
                "{\"description\": \"x\", \"fingerprint\": \"" + policy.text("/fingerprint") + "\"}");
        assertThat(fresh.status()).isEqualTo(200);

        assertThat(portal.call(run, "POST", COMPUTE, all + "/api-clients/removeRule?priority=1000", "").status()).isEqualTo(200);
        assertThat(portal.call(run, "POST", COMPUTE, all, "{\"name\": \"api-clients\"}").status()).isEqualTo(409);
        assertThat(portal.call(run, "DELETE", COMPUTE, all + "/api-clients", "").status()).isEqualTo(200);
        assertThat(portal.get(read, COMPUTE, all + "/api-clients").status()).isEqualTo(404);
    }

    private static List<String> held(String token, String project, List<String> permissions) throws Exception {
        var asked = JsonMapper.shared().createObjectNode();
        permissions.forEach(asked.putArray("permissions")::add);
        return strings(portal.call(token, "POST", "cloudresourcemanager.googleapis.com", "/v1/projects/" + project + ":testIamPermissions",
                asked.toString()).body().get("permissions"));
    }

    private static JsonNode quota(JsonNode region, String metric) {
        return StreamSupport.stream(region.get("quotas").spliterator(), false)
                .filter(quota -> quota.get("metric").asString().equals(metric)).findFirst().orElseThrow();
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).collect(Collectors.toList());
    }
}
