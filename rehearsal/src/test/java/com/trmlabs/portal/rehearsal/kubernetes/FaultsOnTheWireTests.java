package com.trmlabs.portal.rehearsal.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.rehearsal.Director;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsal.google.ClusterKey;
import com.trmlabs.portal.rehearsal.google.PortalCalls;
import com.trmlabs.portal.rehearsal.kubernetes.api.Tokens;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Watchable;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the director orders happens to the calls and pods of a cluster that the container engine has created. */
class FaultsOnTheWireTests {

    private static final ClusterKey KEY = new ClusterKey("bluefin-analytics-prod", "europe-west1", "analytics");
    private static final String CONFIGS = "/api/v1/namespaces/shop/configmaps";
    private static final String LONG = "PT1H";

    @TempDir
    private static Path folder;

    private static RunningRehearsal rehearsal;
    private static Director director;
    private static KubernetesClient reader;
    private static KubernetesClient runner;

    @BeforeAll
    static void create() throws Exception {
        rehearsal = RunningRehearsal.start(folder);
        director = Director.of(folder);
        var portal = new PortalCalls(rehearsal.endpoints());
        var run = portal.token("portal-run@" + KEY.project() + ".iam.gserviceaccount.com");
        try (var containers = PortalCalls.containers(rehearsal.endpoints().container(), run)) {
            PortalCalls.end(containers, KEY, containers.createCluster(PortalCalls.order(KEY, 1, "n2-standard-4")));
            var cluster = containers.getCluster("projects/%s/locations/%s/clusters/%s".formatted(KEY.project(), KEY.location(), KEY.name()));
            var server = new ConfigBuilder(Config.empty()).withMasterUrl("https://" + cluster.getEndpoint())
                    .withCaCertData(cluster.getMasterAuth().getClusterCaCertificate()).withRequestRetryBackoffLimit(0).withRequestTimeout(600_000);
            runner = new KubernetesClientBuilder().withConfig(server.withOauthToken(run).build()).build();
            reader = new KubernetesClientBuilder().withConfig(server.withOauthToken(admin()).build()).build();
        }
        runner.resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build()).fieldManager("portal").serverSideApply();
    }

    /** Who may watch. */
    private static String admin() throws IOException {
        try (var files = Files.find(folder, 5, (file, kind) -> file.endsWith("token.key"))) {
            return new Tokens(files.findFirst().orElseThrow().getParent(), TokenVerifier.NONE, Clock.systemUTC()).admin();
        }
    }

    @AfterEach
    void nothingFailsAnyMore() throws Exception {
        assertThat(director.say("DELETE", "/faults", "").statusCode()).isEqualTo(204);
    }

    @AfterAll
    static void stop() {
        reader.close();
        runner.close();
        rehearsal.close();
    }

    @ParameterizedTest
    @CsvSource({"API_CONFLICT,409,Conflict", "API_THROTTLED,429,TooManyRequests", "API_ERROR,500,InternalError", "API_UNAVAILABLE,503,ServiceUnavailable"})
    void refusesCalls(String kind, int code, String reason) throws Exception {
        order(kind, "detail", "PATCH " + CONFIGS);

        var refused = apply("refused-" + code).get();
        assertThat(refused.code()).isEqualTo(code);
        assertThat(Json.read(refused.bodyString()).path("reason").asString()).isEqualTo(reason);
        assertThat(refused.headers("Retry-After")).isEqualTo(code == 429 ? List.of("1") : List.of());
        assertThat(get(CONFIGS + "/refused-" + code).get().code()).as("other calls are answered, and nothing took effect").isEqualTo(404);
        nothingFailsAnyMore();
        assertThat(apply("refused-" + code).get().code()).isEqualTo(201);
    }

    @Test
    void hitsTheShareOfTheCallsThatIsOrdered() throws Exception {
        order("API_ERROR", "rate", "0.2");

        int hit = 0;
        for (int call = 0; call < 500; call++) {
            hit += get(CONFIGS).get().code() == 500 ? 1 : 0;
        }
        assertThat(hit).as("of 500 calls, more than 5 standard deviations around 100").isBetween(50, 150);
    }

    @Test
    void keepsWatchesSilentWhileObjectsChange() throws Exception {
        order("SILENT_WATCH", "detail", "/namespaces/shop/");
        apply("news", "old").get();
        var heard = new LinkedBlockingQueue<String>();
        var unheard = new LinkedBlockingQueue<String>();

        try (var open = watch(reader.configMaps().inAnyNamespace().withLabel("name", "news"), heard);
                var silent = watch(reader.configMaps().inNamespace("shop").withLabel("name", "news"), unheard)) {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("ADDED news, old");
            assertThat(unheard.poll(20, TimeUnit.SECONDS)).as("what was there when it began").isEqualTo("ADDED news, old");
            for (int turn = 1; turn <= 20; turn++) { // the other watch has time enough to be told
                apply("news", "turn " + turn).get();
                assertThat(heard.poll(20, TimeUnit.SECONDS)).as("a watch that is not meant").isEqualTo("MODIFIED news, turn " + turn);
            }
            assertThat(unheard).isEmpty();
            nothingFailsAnyMore();
            assertThat(unheard.poll(20, TimeUnit.SECONDS)).isEqualTo("MODIFIED news, turn 1");
        }
    }

    @Test
    void closesConnectionsOfAnUnreachableServer() throws Exception {
        order("UNREACHABLE", "cluster", "other");
        assertThat(get(CONFIGS).get().code()).isEqualTo(200);
        order("UNREACHABLE");

        assertThatThrownBy(() -> get(CONFIGS).get()).isInstanceOf(ExecutionException.class).hasRootCauseInstanceOf(IOException.class);
        nothingFailsAnyMore();
        assertThat(get(CONFIGS).get().code()).isEqualTo(200);
    }

    @Test
    void answersSlowlyButAnswers() throws Exception {
        order("SLOW", "detail", "GET " + CONFIGS, "delay", LONG);
        var slow = get(CONFIGS);
        othersAreAnswered();
        assertThat(slow).isNotDone();
        slow.cancel(true);

        nothingFailsAnyMore();
        order("SLOW", "detail", "GET " + CONFIGS, "delay", "PT0.1S");
        assertThat(get(CONFIGS).get().code()).isEqualTo(200);
    }

    @Test
    void letsCallsHangThatThenHaveNoEffect() throws Exception {
        order("API_TIMEOUT", "detail", "PATCH " + CONFIGS, "delay", LONG);
        var hanging = apply("hanging");
        othersAreAnswered();
        assertThat(hanging).isNotDone();
        hanging.cancel(true);

        nothingFailsAnyMore();
        order("API_TIMEOUT", "detail", "PATCH " + CONFIGS, "delay", "PT0.1S");
        assertThatThrownBy(() -> apply("hanging").get()).hasRootCauseInstanceOf(IOException.class);
        assertThat(get(CONFIGS + "/hanging").get().code()).isEqualTo(404);
    }

    @Test
    void losesAnswersButNotTheirEffect() throws Exception {
        order("LOST_ANSWER", "detail", "PATCH " + CONFIGS);

        assertThatThrownBy(() -> apply("done").get()).hasRootCauseInstanceOf(IOException.class);
        assertThat(get(CONFIGS + "/done").get().code()).isEqualTo(200);
    }

    // --- pods

    @Test
    void keepsPodsFromNodesAndLetsThemGoOn() throws Exception {
        order("UNSCHEDULABLE", "detail", "shop/homeless");
        deploy("homeless");

        var pod = pod("homeless", found -> !found.getStatus().getConditions().isEmpty());
        assertThat(pod.getSpec().getNodeName()).isNull();
        assertThat(pod.getStatus().getConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getReason()).isEqualTo("Unschedulable");
            assertThat(condition.getMessage()).contains("Insufficient cpu");
        });
        nothingFailsAnyMore();
        pod("homeless", FaultsOnTheWireTests::isReady);
    }

    @Test
    void crashesContainersAgainAndAgain() throws Exception {
        order("CRASH_LOOP", "detail", "example/crashing");
        deploy("crashing");

        var container = pod("crashing", found -> restarts(found) > 0 && state(found).getWaiting() != null).getStatus().getContainerStatuses().getFirst();
        assertThat(container.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(1);
    }

    @Test
    void runsContainersThatNeverBecomeReady() throws Exception {
        order("NEVER_READY", "detail", "example/unready");
        deploy("unready");
        deploy("well");

        pod("unready", found -> !found.getStatus().getContainerStatuses().isEmpty() && state(found).getRunning() != null);
        pod("well", FaultsOnTheWireTests::isReady);
        assertThat(pod("unready", found -> true)).matches(found -> !isReady(found));
        nothingFailsAnyMore();
        pod("unready", FaultsOnTheWireTests::isReady);
    }

    /** @param more names and values by turns */
    private static void order(String kind, String... more) throws Exception {
        var fault = Json.of("kind", kind, "project", KEY.project(), "cluster", KEY.name());
        for (int i = 0; i < more.length; i += 2) {
            fault.put(more[i], more[i + 1]);
        }
        assertThat(director.say("POST", "/faults", fault.toString()).statusCode()).isEqualTo(200);
    }

    private static CompletableFuture<HttpResponse<String>> get(String path) {
        return send(reader, path, "GET", "");
    }

    private static CompletableFuture<HttpResponse<String>> apply(String name) {
        return apply(name, "");
    }

    private static CompletableFuture<HttpResponse<String>> apply(String name, String says) {
        var object = new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("shop").addToLabels("name", name).endMetadata()
                .addToData("says", says).build();
        return send(runner, CONFIGS + "/" + name + "?fieldManager=portal", "PATCH", Serialization.asJson(object));
    }

    private static CompletableFuture<HttpResponse<String>> send(KubernetesClient client, String path, String method, String body) {
        var url = URI.create(client.getMasterUrl().toString().replaceAll("/$", "") + path);
        var request = client.getHttpClient().newHttpRequestBuilder().uri(url);
        return client.getHttpClient().sendAsync((body.isEmpty() ? request : request.method(method, "application/apply-patch+yaml", body)).build(), String.class);
    }

    /** What was sent before and is not answered by then waits on purpose. */
    private static void othersAreAnswered() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("/api/v1/namespaces/shop").get().code()).isEqualTo(200);
        }
    }

    private static Watch watch(Watchable<ConfigMap> some, BlockingQueue<String> told) {
        return some.watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap config) {
                told.add("%s %s, %s".formatted(action, config.getMetadata().getName(), config.getData().get("says")));
            }

            @Override
            public void onClose(WatcherException cause) {
                told.add("closed");
            }
        });
    }

    private static void deploy(String name) {
        runner.resource(Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: shop}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: web, image: "example/%1$s:1"}]}
                """.formatted(name), GenericKubernetesResource.class)).fieldManager("portal").serverSideApply();
    }

    private static Pod pod(String app, Predicate<Pod> condition) {
        return reader.pods().inNamespace("shop").withLabels(Map.of("app", app)).informOnCondition(pods -> pods.stream().anyMatch(condition))
                .orTimeout(20, TimeUnit.SECONDS).join().stream().filter(condition).findFirst().orElseThrow();
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    }

    private static int restarts(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().mapToInt(status -> status.getRestartCount()).sum();
    }

    private static ContainerState state(Pod pod) {
        return pod.getStatus().getContainerStatuses().getFirst().getState();
    }
}
