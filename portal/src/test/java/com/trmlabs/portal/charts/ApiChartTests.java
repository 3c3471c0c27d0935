package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ApiChartTests {

    private static final ServiceFolder API = ServiceFolder.of("api");

    static List<Path> examples() {
        return API.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void staysWithinItsNamespaceAndThePortalsLabel(Path example) throws IOException {
        assertThat(API.render(ServiceFolder.values(example))).isNotEmpty().allSatisfy(object -> {
            assertThat(object.at("/metadata/namespace").asString()).isEqualTo("api");
            assertThat(object.at("/metadata/labels/app.kubernetes.io~1managed-by").asString()).isEqualTo("portal");
            assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asString()).isEqualTo("api");
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void staysWithinTheRightsOfPortalRun(Path example) throws IOException {
        List<String> granted = grantedToPortalRun();
        assertThat(API.render(ServiceFolder.values(example))).extracting(ServiceFolder::resource).isSubsetOf(granted)
            .doesNotContain("/secrets");
    }

    @Test
    void explainsEveryFieldOfTheForm() {
        assertThat(fields(API.descriptor().path("inputs"))).hasSizeGreaterThan(12).allSatisfy(field -> {
            assertThat(field.path("title").asString()).isNotBlank();
            assertThat(field.path("type").asString()).isNotBlank();
        });
    }

    @Test
    void pointsToRealPlacesOfTheValues() throws IOException {
        ObjectNode values = ServiceFolder.values(API.folder().resolve("chart/examples/external.yaml"));
        assertThat(API.descriptor().path("values").findValuesAsString("list")).hasSize(2)
            .allSatisfy(pointer -> assertThat(values.at(pointer).isArray()).as(pointer).isTrue());
        for (String pointer : List.of("/replicas/min", "/replicas/max")) {
            assertThat(API.defaults().at(API.descriptor().path("values").at(pointer).asString()).isInt()).as(pointer).isTrue();
        }
    }

    @Test
    void leavesTheNumberOfPodsToTheAutoscaler() throws IOException {
        assertThat(deployment(small(values -> {})).at("/spec").has("replicas")).isFalse();
    }

    @Test
    void givesPodsTimeToSayGoodbyeAndToEndTheirConnections() throws IOException {
        for (JsonNode deployment : List.of(deployment(small(values -> {})), deployment(example("external")))) {
            int goodbye = deployment.at("/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds").asInt();
            assertThat(goodbye).isPositive();
            assertThat(deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(goodbye + 25);
        }
    }

    @Test
    void restartsNoPodForThreadsThatWaitForTheDatabase() throws IOException {
        JsonNode container = deployment(small(values -> {})).at("/spec/template/spec/containers/0");
        assertThat(container.at("/livenessProbe/httpGet").toString()).isEqualTo("{\"path\":\"/metrics\",\"port\":\"metrics\"}");
        assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/readyz");
    }

    @Test
    void monitorsPodsOnlyWhereTheClusterCan() throws IOException {
        assertThat(API.render(example("production"))).anySatisfy(o -> assertThat(o.path("kind").asString()).isEqualTo("PodMonitoring"));
        assertThat(API.render(example("small"))).noneSatisfy(o -> assertThat(o.path("kind").asString()).isEqualTo("PodMonitoring"));
    }

    @Test
    void opensToTheOutsideOnlyWhenAskedTo() throws IOException {
        assertThat(API.render(example("production"))).extracting(o -> o.path("kind").asString()).doesNotContain("Ingress", "BackendConfig");
        assertThat(API.render(example("external"))).extracting(o -> o.path("kind").asString())
            .contains("Ingress", "BackendConfig", "FrontendConfig", "ManagedCertificate");
    }

    @Test
    void letsInTheAllowListOnly() throws IOException {
        JsonNode service = only("Service", example("production"));
        assertThat(service.at("/spec/loadBalancerSourceRanges").toString()).isEqualTo("[\"10.20.0.0/16\",\"10.30.8.0/21\"]");
    }

    @Test
    void asksForAnInternalLoadBalancer() throws IOException {
        for (String example : List.of("small", "production", "external")) {
            JsonNode service = service("api", example(example));
            assertThat(service.at("/spec/type").asString()).isEqualTo("LoadBalancer");
            assertThat(service.at("/metadata/annotations/networking.gke.io~1load-balancer-type").asString()).isEqualTo("Internal");
        }
    }

    @Test
    void putsThePolicyInFrontOfClientsOutside() throws IOException {
        ObjectNode values = example("external");
        assertThat(only("BackendConfig", values).at("/spec/securityPolicy").toString()).isEqualTo("{\"name\":\"bluefin-prod-api\"}");
        JsonNode ingress = only("Ingress", values);
        String backend = ingress.at("/spec/rules/0/http/paths/0/backend/service/name").asString();
        JsonNode service = service(backend, values);
        assertThat(service.at("/spec/type").asString()).as("no address of its own").isEqualTo("ClusterIP");
        assertThat(service.at("/metadata/annotations/cloud.google.com~1backend-config").asString())
            .isEqualTo("{\"default\": \"" + only("BackendConfig", values).at("/metadata/name").asString() + "\"}");
        assertThat(ingress.at("/spec").has("defaultBackend")).as("a way around the policy").isFalse();
    }

    @Test
    void givesClientsOutsideACertificateAndNoPlainHttp() throws IOException {
        ObjectNode values = example("external");
        JsonNode annotations = only("Ingress", values).at("/metadata/annotations");
        JsonNode certificate = only("ManagedCertificate", values);
        assertThat(annotations.path("networking.gke.io/managed-certificates").asString()).isEqualTo(certificate.at("/metadata/name").asString());
        assertThat(certificate.at("/spec/domains").toString()).isEqualTo("[\"exposure.bluefin.example\"]");
        assertThat(only("Ingress", values).at("/spec/rules").findValuesAsString("host")).containsExactly("exposure.bluefin.example");
        JsonNode frontend = only("FrontendConfig", values);
        assertThat(annotations.path("networking.gke.io/v1beta1.FrontendConfig").asString()).isEqualTo(frontend.at("/metadata/name").asString());
        assertThat(frontend.at("/spec/redirectToHttps/enabled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void letsNoContainerWriteToItsImage(Path example) throws IOException {
        JsonNode pod = deployment(ServiceFolder.values(example)).at("/spec/template/spec");
        assertThat(Stream.of("initContainers", "containers").flatMap(field -> pod.path(field).valueStream())).hasSize(2).allSatisfy(container ->
            assertThat(container.path("securityContext").toString())
                .isEqualTo("{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,\"capabilities\":{\"drop\":[\"ALL\"]}}"));
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    }

    @Test
    void spreadsThePodsOfARevisionOverZonesAndNodes() throws IOException {
        JsonNode deployment = deployment(example("production"));
        JsonNode spread = deployment.at("/spec/template/spec/topologySpreadConstraints");
        assertThat(spread.findValuesAsString("topologyKey")).containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        assertThat(spread.valueStream()).allSatisfy(constraint -> {
            assertThat(constraint.path("maxSkew").asInt()).isOne();
            assertThat(constraint.path("matchLabelKeys").toString()).isEqualTo("[\"pod-template-hash\"]");
            assertThat(constraint.at("/labelSelector/matchLabels")).isEqualTo(deployment.at("/spec/selector/matchLabels"));
        });
    }

    @Test
    void takesNoPodAwayBeforeANewOneIsReady() throws IOException {
        assertThat(deployment(example("production")).at("/spec/strategy/rollingUpdate").toString()).isEqualTo("{\"maxUnavailable\":0,\"maxSurge\":1}");
    }

    @Test
    void givesOnePodAtATimeToTheMaintenanceOfNodes() throws IOException {
        JsonNode budget = only("PodDisruptionBudget", example("production")).path("spec");
        assertThat(budget.path("maxUnavailable").asInt()).isOne();
        assertThat(budget.path("unhealthyPodEvictionPolicy").asString()).isEqualTo("AlwaysAllow");
        assertThat(budget.at("/selector/matchLabels")).isEqualTo(deployment(example("production")).at("/spec/selector/matchLabels"));
    }

    @Test
    void letsPodsReachTheDatabasesPortAndDnsOnly() throws IOException {
        ObjectNode values = example("production");
        ((ObjectNode) values.path("binding")).put("port", 6432);
        JsonNode policy = only("NetworkPolicy", values).path("spec");
        assertThat(policy.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.at("/podSelector/matchLabels")).isEqualTo(deployment(values).at("/spec/selector/matchLabels"));
        assertThat(policy.path("egress").toString()).isEqualTo("[{\"ports\":[{\"protocol\":\"TCP\",\"port\":6432}]},"
            + "{\"ports\":[{\"protocol\":\"UDP\",\"port\":53},{\"protocol\":\"TCP\",\"port\":53}]}]");
    }

    @Test
    void letsAllowedClientsReachPodsFromANodesAddressAndFromTheirOwn() throws IOException {
        JsonNode rule = only("NetworkPolicy", example("production")).at("/spec/ingress/0");
        assertThat(rule.at("/ports/0/port").asString()).isEqualTo("https");
        assertThat(rule.path("from").findValuesAsString("cidr"))
            .containsExactly("10.10.0.0/20", "10.20.0.0/16", "10.30.8.0/21", "35.191.0.0/16", "130.211.0.0/22");
    }

    @Test
    void restartsPodsForANewDatabaseAuthority() throws IOException {
        JsonNode before = deployment(small(values -> {}));
        JsonNode after = deployment(small(values -> ((ObjectNode) values.path("binding")).put("caCertificate", "-----BEGIN CERTIFICATE-----\nother")));
        assertThat(after.at("/spec/template")).isNotEqualTo(before.at("/spec/template"));
    }

    static Map<String, Consumer<ObjectNode>> mistakes() {
        Map<String, Consumer<ObjectNode>> mistakes = new TreeMap<>();
        mistakes.put("a tag instead of a digest", values -> ((ObjectNode) values.path("image")).put("digest", "latest"));
        mistakes.put("nobody allowed", values -> ((ObjectNode) values.at("/service/internal")).putArray("allowList"));
        mistakes.put("everybody allowed without a reason", values -> ((ObjectNode) values.at("/service/internal")).putArray("allowList").add("0.0.0.0/0"));
        mistakes.put("everybody allowed because of blanks", values -> ((ObjectNode) values.at("/service/internal")).put("openReason", " ".repeat(20))
                .putArray("allowList").add("0.0.0.0/0"));
        mistakes.put("no address block", values -> ((ObjectNode) values.at("/service/internal")).putArray("allowList").add("10.0.0.0"));
        mistakes.put("external clients without a host name", values -> external(values).put("hostname", ""));
        mistakes.put("external clients without a policy", values -> external(values));
        mistakes.put("a single pod", values -> ((ObjectNode) values.at("/service/replicas")).put("min", 1));
        mistakes.put("memory without a unit", values -> ((ObjectNode) values.at("/service/resources")).put("memory", "256"));
        mistakes.put("an unknown field", values -> ((ObjectNode) values.path("service")).put("replicaz", 3));
        mistakes.put("no certificate authority", values -> ((ObjectNode) values.path("binding")).put("caCertificate", ""));
        return mistakes;
    }

    static Stream<String> mistakeNames() {
        return mistakes().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("mistakeNames")
    void refuses(String mistake) throws IOException {
        ObjectNode values = small(mistakes().get(mistake));
        assertThatThrownBy(() -> API.render(values)).hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void takesEverybodyWithAReason() throws IOException {
        List<JsonNode> objects = API.render(small(values -> {
            ObjectNode internal = (ObjectNode) values.at("/service/internal");
            internal.putArray("allowList").add("0.0.0.0/0");
            internal.put("openReason", "Sandbox that holds public data only");
        }));
        assertThat(objects).isNotEmpty();
    }

    private static ObjectNode external(ObjectNode values) {
        ObjectNode external = ((ObjectNode) values.path("service")).putObject("external");
        external.put("enabled", true).put("hostname", "api.example.com").putArray("allowList").add("203.0.113.0/24");
        return external;
    }

    private static ObjectNode example(String name) {
        return ServiceFolder.values(API.folder().resolve("chart/examples/" + name + ".yaml"));
    }

    private static ObjectNode small(Consumer<ObjectNode> change) {
        ObjectNode values = example("small");
        change.accept(values);
        return values;
    }

    private static JsonNode deployment(ObjectNode values) throws IOException {
        return only("Deployment", values);
    }

    private static JsonNode service(String name, ObjectNode values) throws IOException {
        return API.render(values).stream().filter(o -> o.path("kind").asString().equals("Service") && o.at("/metadata/name").asString().equals(name))
            .findFirst().orElseThrow();
    }

    private static JsonNode only(String kind, ObjectNode values) throws IOException {
        return API.render(values).stream().filter(o -> o.path("kind").asString().equals(kind)).findFirst().orElseThrow();
    }

    private static List<String> grantedToPortalRun() throws IOException {
        String access = Files.readString(Path.of("../k8s/onboarding/cluster-access.yaml"));
        JsonNode role = ServiceFolder.documents(access).stream()
            .filter(document -> document.at("/metadata/name").asString().equals("portal-run")).findFirst().orElseThrow();
        return role.path("rules").values().stream()
            .filter(rule -> rule.path("verbs").values().stream().anyMatch(verb -> verb.asString().equals("patch")))
            .flatMap(rule -> rule.path("resources").values().stream()
                .map(resource -> rule.at("/apiGroups/0").asString() + "/" + resource.asString()))
            .toList();
    }

    /** What a form holds before anybody has typed: groups, and the fields that have a default. */
    private static List<JsonNode> fields(JsonNode schema) {
        return schema.path("properties").valueStream()
            .flatMap(field -> Stream.concat(Stream.of(field), fields(field).stream())).toList();
    }
}
