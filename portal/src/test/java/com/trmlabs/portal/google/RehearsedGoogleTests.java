package com.trmlabs.portal.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.cloud.container.v1.ClusterManagerClient;
import com.sun.net.httpserver.HttpServer;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterSpec;
import com.trmlabs.portal.cluster.spi.ContainerEngine.NodePool;
import com.trmlabs.portal.cluster.spi.ContainerEngine.Operation;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects.MachineType;
import com.trmlabs.portal.customer.spi.CloudProjects.OrganisationPolicy;
import com.trmlabs.portal.customer.spi.CloudProjects.Quota;
import com.trmlabs.portal.customer.spi.CloudProjects.Subnet;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Google's clients and REST calls against the rehearsal's Google, which speaks the same protocols. */
class RehearsedGoogleTests {

    private static final ProjectId BLUEFIN = new ProjectId("bluefin-analytics-prod");
    private static final ProjectId CEDAR = new ProjectId("cedar-payments-prod");
    private static final ProjectId FALCON = new ProjectId("falcon-bank-prod");
    private static final ProjectId DORADO = new ProjectId("dorado-ledger-prod");
    private static final ProjectId UNCONNECTED = new ProjectId("ember-trading-prod");
    private static final String REGISTRY = "projects/trm-portal/locations/europe/repositories/services";
    private static final String REGION = "europe-west1";

    @TempDir
    private static Path folder;
    private static RunningRehearsal rehearsal;
    private static GoogleSettings settings;
    private static ImpersonatedTokens tokens;
    private static GoogleRest rest;
    private static GoogleProjects projects;
    private static ClusterManagerClient client;
    private static KubernetesEngine engine;

    @BeforeAll
    static void starts() throws IOException {
        rehearsal = RunningRehearsal.start(folder);
        settings = settings(REGISTRY);
        tokens = new ImpersonatedTokens(settings);
        rest = new GoogleRest(settings, tokens);
        projects = new GoogleProjects(settings, rest);
        client = new GoogleClients().clusterManager(settings);
        engine = new KubernetesEngine(client, tokens);
    }

    @AfterAll
    static void stops() {
        client.close();
        rehearsal.close();
    }

    private static GoogleSettings settings(String registry) {
        var endpoints = rehearsal.endpoints();
        return new GoogleSettings(endpoints.google(), endpoints.container(), Path.of(endpoints.credentials()), registry);
    }

    @Test
    void keepsTokensAndTakesFreshOnesOnDemand() {
        var token = tokens.token(BLUEFIN, CloudIdentity.READ, false);
        assertThat(tokens.token(BLUEFIN, CloudIdentity.READ, false)).isEqualTo(token);
        assertThat(tokens.token(BLUEFIN, CloudIdentity.RUN, false)).isNotEqualTo(token);
        assertThat(tokens.token(BLUEFIN, CloudIdentity.READ, true)).isNotEqualTo(token);
    }

    @Test
    void asksOnceMoreForATokenWhoseAnswerGotLost() throws IOException {
        var asked = new AtomicInteger();
        var google = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        google.createContext("/", exchange -> {
            if (asked.incrementAndGet() > 1) {
                byte[] answer = "{\"accessToken\": \"second\", \"expireTime\": \"2099-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        google.start();
        var lossy = new ImpersonatedTokens(new GoogleSettings("http://127.0.0.1:" + google.getAddress().getPort() + "/{host}",
                settings.containerEndpoint(), settings.credentials(), REGISTRY));
        assertThat(lossy.token(BLUEFIN, CloudIdentity.READ, false)).isEqualTo("second");
        google.stop(0);
    }

    @Test
    void projectThatDoesNotLetUsInIsRefused() {
        assertThatThrownBy(() -> tokens.token(UNCONNECTED, CloudIdentity.READ, false)).isInstanceOf(CloudFault.Refused.class)
                .hasMessageContainingAll("may not act as portal-read@ember-trading-prod", "serviceAccountTokenCreator");
        assertThatThrownBy(() -> projects.quotas(UNCONNECTED, "europe-west4")).isInstanceOf(CloudFault.Refused.class);
        assertThatThrownBy(() -> engine.versions(UNCONNECTED, "europe-west4", "REGULAR")).isInstanceOf(CloudFault.Refused.class);
    }

    @Test
    void namesMissingPermissionsHoweverManyAreAsked() {
        var many = IntStream.range(0, 150).mapToObj("compute.unheard%03d.get"::formatted).toList();
        var asked = new TreeSet<>(many);
        asked.add("compute.regions.get");
        assertThat(projects.missingPermissions(BLUEFIN, CloudIdentity.READ, asked)).containsExactlyElementsOf(many);
        assertThat(projects.missingPermissions(BLUEFIN, CloudIdentity.RUN, Set.of("container.clusters.create", "container.operations.get"))).isEmpty();
        assertThat(projects.missingPermissions(BLUEFIN, CloudIdentity.READ, Set.of("container.clusters.create"))).hasSize(1);
    }

    @Test
    void tellsWhetherNodesCanBeMadeToRunAsTheirAccount() {
        var nodes = "portal-nodes@bluefin-analytics-prod.iam.gserviceaccount.com";
        assertThat(projects.mayActAs(BLUEFIN, CloudIdentity.RUN, nodes)).contains(true);
        assertThat(projects.mayActAs(BLUEFIN, CloudIdentity.READ, nodes)).contains(false);
        assertThat(projects.mayActAs(BLUEFIN, CloudIdentity.RUN, nodes.replace("nodes", "others"))).isEmpty();
        var fault = rehearsal.faults().add(Fault.of(Kind.PERMISSION_MISSING).in(BLUEFIN.value()).detail("iam.serviceAccounts.actAs"));
        try {
            assertThat(projects.mayActAs(BLUEFIN, CloudIdentity.RUN, nodes)).contains(false);
            assertThatThrownBy(() -> engine.create(BLUEFIN, spec("unmanned", "e2-standard-2"))).isInstanceOf(CloudFault.Rejected.class)
                    .hasMessageContaining("iam.serviceAccountUser role");
        } finally {
            rehearsal.faults().remove(fault);
        }
    }

    @Test
    void namesDisabledApisHoweverManyAreAsked() {
        var asked = new TreeSet<>(Set.of("container.googleapis.com", "compute.googleapis.com"));
        IntStream.range(0, 40).forEach(i -> asked.add("unheard%02d.googleapis.com".formatted(i)));
        assertThat(projects.disabledApis(BLUEFIN, asked)).hasSize(40).contains("unheard39.googleapis.com").doesNotContain("container.googleapis.com");
    }

    @Test
    void readsQuotasMachinesAndSubnets() {
        assertThat(projects.quotas(CEDAR, REGION)).contains(new Quota("CPUS", 24, 20));
        assertThat(projects.quotas(CEDAR)).containsExactly(new Quota("CPUS_ALL_REGIONS", 32, 20));
        assertThat(projects.machineType(BLUEFIN, "europe-west1-b", "e2-standard-4")).contains(new MachineType("e2-standard-4", 4, 16384));
        assertThat(projects.machineType(CEDAR, "europe-west1-d", "n2-standard-4")).isEmpty();
        assertThat(projects.subnets(BLUEFIN, REGION)).contains(new Subnet("analytics-gke", "analytics", new Cidr("10.198.0.0/22"),
                Map.of("pods", new Cidr("10.32.0.0/16"), "services", new Cidr("10.33.0.0/20")), true));
    }

    @Test
    void readsOrganisationPolicies() {
        assertThat(projects.policy(BLUEFIN, "constraints/compute.vmCanIpForward")).isEqualTo(new OrganisationPolicy(false, List.of(), List.of()));
        assertThat(projects.policy(DORADO, "constraints/compute.requireShieldedVm").enforced()).isTrue();
        assertThat(projects.policy(FALCON, "constraints/compute.vmExternalIpAccess").enforced()).isTrue();
        assertThat(projects.policy(FALCON, "constraints/compute.restrictLoadBalancerCreationForTypes").denied())
                .containsExactly("INTERNAL_TCP_UDP", "EXTERNAL_HTTP_HTTPS");
        assertThat(projects.policy(FALCON, "constraints/gcp.resourceLocations").allowed()).containsExactly("in:europe-west3-locations");
        assertThat(projects.hasOwnPolicy(FALCON, "constraints/gcp.resourceLocations")).isTrue();
        assertThat(projects.hasOwnPolicy(BLUEFIN, "constraints/gcp.resourceLocations")).isFalse();
    }

    @Test
    void knowsWhoseNodesMayPull() {
        assertThat(projects.registryRefusal(BLUEFIN)).isEmpty();
        assertThat(projects.registryRefusal(UNCONNECTED)).hasValueSatisfying(why ->
                assertThat(why).contains("portal-nodes@ember-trading-prod.iam.gserviceaccount.com may not read", REGISTRY));
        var elsewhere = new GoogleProjects(settings("projects/other/locations/europe/repositories/services"), rest);
        assertThatThrownBy(() -> elsewhere.registryRefusal(BLUEFIN)).isInstanceOf(CloudFault.Refused.class);
    }

    @Test
    void offersVersionsOfAChannelDefaultFirst() {
        assertThat(engine.versions(BLUEFIN, REGION, "REGULAR")).containsExactly("1.35.4-gke.1093000", "1.34.7-gke.1021000");
        assertThat(engine.versions(BLUEFIN, REGION, "NONE")).isEmpty();
    }

    @Test
    void createsAClusterOnceAndLeavesOthersAlone() {
        var spec = spec("once", "e2-standard-2");
        engine.create(BLUEFIN, spec);
        engine.create(BLUEFIN, spec);
        var operation = engine.operation(BLUEFIN, REGION, spec.name()).orElseThrow();
        assertThat(operation.type()).isEqualTo("CREATE_CLUSTER");
        assertThat(engine.find(BLUEFIN, REGION, spec.name()).orElseThrow().pools()).containsExactly(spec.pool());
        assertThatThrownBy(() -> engine.create(BLUEFIN, spec("once", "e2-standard-4"))).isInstanceOf(CloudFault.Rejected.class)
                .hasMessageContaining("already that was not made from this plan");
        awaitEnd("once");
        engine.create(BLUEFIN, spec);
        assertThat(engine.operation(BLUEFIN, REGION, spec.name()).orElseThrow().id()).isEqualTo(operation.id());
        var facts = engine.find(BLUEFIN, REGION, spec.name()).orElseThrow();
        assertThat(facts.status()).isEqualTo("RUNNING");
        assertThat(facts.version()).isEqualTo("1.35.4-gke.1093000");
        assertThat(facts.endpoint()).hasValueSatisfying(server -> assertThat(server).hasScheme("https").hasHost("127.0.0.1"));
        assertThat(facts.ca()).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void removesAClusterOnceAndAgain() {
        var name = new ClusterName("removed");
        var slow = rehearsal.faults().add(Fault.of(Kind.SLOW_OPERATIONS).in(BLUEFIN.value()).delay(Duration.ofSeconds(3)));
        engine.create(BLUEFIN, spec("removed", "e2-standard-2"));
        rehearsal.faults().remove(slow);
        assertThatThrownBy(() -> engine.delete(BLUEFIN, REGION, name)).isInstanceOf(CloudFault.Unreachable.class).hasMessageContaining("operation");
        awaitEnd("removed");
        engine.delete(BLUEFIN, REGION, name);
        engine.delete(BLUEFIN, REGION, name);
        await().until(() -> engine.find(BLUEFIN, REGION, name).isEmpty());
        engine.delete(BLUEFIN, REGION, name);
        assertThat(engine.operation(BLUEFIN, REGION, name)).map(Operation::type).contains("DELETE_CLUSTER");
    }

    @Test
    void doesNotMistakeAClusterForAnotherWithALongerName() {
        engine.create(BLUEFIN, spec("longer-name", "e2-standard-2"));
        assertThat(engine.operation(BLUEFIN, REGION, new ClusterName("longer"))).isEmpty();
        assertThat(engine.find(BLUEFIN, REGION, new ClusterName("longer"))).isEmpty();
    }

    @Test
    void missingRoomIsShownInGooglesWords() {
        var large = new ClusterSpec(new ClusterName("large"), REGION, List.of("europe-west1-b", "europe-west1-c"), "payments", "payments-small", "pods",
                "services", "REGULAR", new NodePool("apps", "e2-standard-8", 1, 1, 1));
        assertThatThrownBy(() -> engine.create(CEDAR, large)).isInstanceOf(CloudFault.Rejected.class)
                .hasMessageStartingWith("Insufficient regional quota to satisfy request: resource \"CPUS\"");
    }

    @Test
    void missingRoomInAllRegionsIsShownInGooglesWords() {
        var fault = rehearsal.faults().add(Fault.of(Kind.QUOTA).in(DORADO.value()).detail("CPUS_ALL_REGIONS"));
        try {
            assertThat(projects.quotas(DORADO)).singleElement().satisfies(quota -> assertThat(quota.usage()).isEqualTo(quota.limit()).isPositive());
            var order = new ClusterSpec(new ClusterName("crowded"), "europe-west3", List.of("europe-west3-a"), "ledger-vpc", "ledger-gke", "gke-pods",
                    "gke-services", "REGULAR", new NodePool("apps", "e2-standard-2", 1, 1, 1));
            assertThatThrownBy(() -> engine.create(DORADO, order)).isInstanceOf(CloudFault.Rejected.class)
                    .hasMessageStartingWith("Insufficient project quota to satisfy request: resource \"CPUS_ALL_REGIONS\"");
        } finally {
            rehearsal.faults().remove(fault);
        }
    }

    @Test
    void wrongOrdersAreRejected() {
        var wrong = spec("wrong", "n9-unheard-1");
        assertThatThrownBy(() -> engine.create(BLUEFIN, wrong)).isInstanceOf(CloudFault.Rejected.class).hasMessageContaining("n9-unheard-1");
        assertThat(engine.find(BLUEFIN, REGION, wrong.name())).isEmpty();
    }

    /** A policy that comes without a last rule lets everybody in. */
    @Test
    void edgeShutsOutWhomALastRuleLetsIn() {
        var edge = new CloudArmor(rest);
        rest.post(rest.as(BLUEFIN, CloudIdentity.RUN), "compute.googleapis.com", GoogleProjects.compute(BLUEFIN) + "/global/securityPolicies",
                JsonMapper.shared().createObjectNode().put("name", "portal-open").put("description", "Managed by the Customer Cloud Portal"));
        assertThat(edge.allowed(BLUEFIN, "portal-open")).contains(List.of(new Cidr("0.0.0.0/0")));

        allow(edge, "portal-open", blocks(0, 2));

        assertThat(edge.allowed(BLUEFIN, "portal-open")).hasValueSatisfying(live -> assertThat(live).containsExactlyInAnyOrderElementsOf(blocks(0, 2)));
    }

    @Test
    void edgeLetsInJustTheBlocksThatAreWanted() {
        var edge = new CloudArmor(rest);
        assertThat(edge.allowed(BLUEFIN, "portal-list")).isEmpty();
        allow(edge, "portal-list", blocks(0, 25));
        assertThat(edge.allowed(BLUEFIN, "portal-list")).hasValueSatisfying(live -> assertThat(live).containsExactlyInAnyOrderElementsOf(blocks(0, 25)));
        allow(edge, "portal-list", blocks(20, 33));
        assertThat(edge.allowed(BLUEFIN, "portal-list")).hasValueSatisfying(live -> assertThat(live).containsExactlyInAnyOrderElementsOf(blocks(20, 33)));
        allow(edge, "portal-list", blocks(20, 33));
        allow(edge, "portal-list", List.of());
        assertThat(edge.allowed(BLUEFIN, "portal-list")).contains(List.of());
        await().ignoreExceptionsInstanceOf(CloudFault.Unreachable.class).untilAsserted(() -> edge.delete(BLUEFIN, "portal-list"));
        assertThat(edge.allowed(BLUEFIN, "portal-list")).isEmpty();
    }

    /** The first may be told that Google still works on the policy; it does not come back either way. */
    @Test
    void anotherReplicaGoesOnWhereOneStopped() {
        catchThrowableOfType(CloudFault.Unreachable.class, () -> new CloudArmor(rest).allow(BLUEFIN, "portal-shared", blocks(0, 3)));
        assertThat(new CloudArmor(rest).allowed(BLUEFIN, "portal-shared")).contains(blocks(0, 3));
        allow(new CloudArmor(rest), "portal-shared", blocks(1, 4));
        assertThat(new CloudArmor(rest).allowed(BLUEFIN, "portal-shared")).hasValueSatisfying(live ->
                assertThat(live).containsExactlyInAnyOrderElementsOf(blocks(1, 4)));
    }

    @Test
    void policiesOfOthersAreLeftAlone() {
        var body = new JsonMapper().createObjectNode().put("name", "portal-foreign").put("description", "by hand");
        rest.post(rest.as(BLUEFIN, CloudIdentity.RUN), "compute.googleapis.com", "/compute/v1/projects/" + BLUEFIN + "/global/securityPolicies", body);
        var edge = new CloudArmor(rest);
        assertThat(edge.allowed(BLUEFIN, "portal-foreign")).contains(List.of(new Cidr("0.0.0.0/0")));
        assertThatThrownBy(() -> edge.allow(BLUEFIN, "portal-foreign", blocks(0, 1))).isInstanceOf(CloudFault.Rejected.class).hasMessageContaining("left alone");
        assertThatThrownBy(() -> edge.delete(BLUEFIN, "portal-foreign")).isInstanceOf(CloudFault.Rejected.class);
    }

    /** As a run does: what Google still works on is tried again. */
    private static void allow(CloudArmor edge, String policy, List<Cidr> blocks) {
        await().ignoreExceptionsInstanceOf(CloudFault.Unreachable.class).untilAsserted(() -> edge.allow(BLUEFIN, policy, blocks));
    }

    private static List<Cidr> blocks(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> new Cidr("203.0.113." + 4 * i + "/30")).toList();
    }

    private static void awaitEnd(String cluster) {
        await().until(() -> engine.operation(BLUEFIN, REGION, new ClusterName(cluster)).filter(Operation::done).isPresent());
    }

    private static ClusterSpec spec(String name, String machineType) {
        return new ClusterSpec(new ClusterName(name), REGION, List.of("europe-west1-b", "europe-west1-c"), "analytics", "analytics-gke", "pods",
                "services", "REGULAR", new NodePool("apps", machineType, 1, 1, 2));
    }
}
