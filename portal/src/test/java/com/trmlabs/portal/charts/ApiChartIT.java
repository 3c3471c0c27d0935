package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What a real API server says to the chart, asked as portal-run and under the guard. */
@Tag("cluster")
@Tag("beside")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiChartIT {

    private static final ServiceFolder API = ServiceFolder.of("api");
    private static final Path GOOGLE_KINDS = Path.of("../rehearsal/cluster/google-kinds.yaml");
    private static final List<String> ONBOARDING = List.of("cluster-access.yaml", "bindings-plain.yaml", "cluster-guard.yaml");

    private final String namespace = "api-chart-" + UUID.randomUUID().toString().substring(0, 8);
    private KubernetesClient admin;
    private KubernetesClient portal;

    @BeforeAll
    void setsTheScene() throws IOException {
        String file = System.getenv("KUBECONFIG");
        assertThat(file).as("KUBECONFIG, the real cluster of this suite: rehearsal/cluster/cluster env").isNotNull();
        Config access = Config.fromKubeconfig(new File(file));
        admin = new KubernetesClientBuilder().withConfig(access).build();
        portal = new KubernetesClientBuilder().withConfig(new ConfigBuilder(access)
            .withImpersonateUsername("system:serviceaccount:portal-access:portal-run")
            .withImpersonateGroups("system:serviceaccounts", "system:authenticated").build()).build();
        for (String part : ONBOARDING) {
            apply(Path.of("../k8s/onboarding", part));
        }
        apply(GOOGLE_KINDS);
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).withLabels(Map.of(
            "app.kubernetes.io/managed-by", "portal",
            "pod-security.kubernetes.io/enforce", "restricted",
            "pod-security.kubernetes.io/warn", "restricted")).endMetadata().build()).create();
        admin.apiextensions().v1().customResourceDefinitions().withName("podmonitorings.monitoring.googleapis.com").waitUntilCondition(
            kind -> kind.getStatus().getConditions().stream().anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True")),
            30, TimeUnit.SECONDS);
    }

    @AfterAll
    void cleansUp() {
        admin.namespaces().withName(namespace).delete();
        portal.close();
        admin.close();
    }

    static List<Path> examples() {
        return API.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isTakenWithoutAWarning(Path example) throws Exception {
        for (JsonNode object : API.render(ServiceFolder.values(example), namespace)) {
            HttpResponse<String> answer = dryRun(object);
            assertThat(answer.code()).as(object.path("kind") + ": " + answer.bodyString()).isIn(200, 201);
            assertThat(answer.headers("Warning")).as(object.path("kind").asString()).isEmpty();
        }
    }

    private HttpResponse<String> dryRun(JsonNode object) throws Exception {
        String version = object.path("apiVersion").asString();
        String plural = ServiceFolder.resource(object).replaceFirst(".*/", "");
        String url = portal.getMasterUrl() + (version.contains("/") ? "apis/" : "api/") + version + "/namespaces/" + namespace + "/" + plural
            + "/" + object.at("/metadata/name").asString() + "?fieldManager=portal&dryRun=All";
        return portal.getHttpClient().sendAsync(portal.getHttpClient().newHttpRequestBuilder().uri(url)
            .method("PATCH", "application/apply-patch+yaml", object.toString()).build(), String.class).get(30, TimeUnit.SECONDS);
    }

    private void apply(Path file) throws IOException {
        try (var manifest = Files.newInputStream(file)) {
            admin.load(manifest).items().forEach(item -> admin.resource(item).fieldManager("customer").forceConflicts().serverSideApply());
        }
    }
}
