package com.trmlabs.portal.kubernetes;

import static com.trmlabs.portal.kubernetes.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault.Conflict;
import com.trmlabs.portal.change.spi.KubernetesFault.Refused;
import com.trmlabs.portal.change.spi.KubernetesFault.Rejected;
import com.trmlabs.portal.change.spi.KubernetesFault.Unreachable;
import com.trmlabs.portal.cluster.ClusterEndpoint;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ApiServersTests {

    private static final ClusterName BLUEFIN = new ClusterName("bluefin-prod");
    private static final ClusterName MARLIN = new ClusterName("marlin-prod");
    private static final ProjectId PROJECT = new ProjectId("bluefin-analytics");
    private static final String SETTINGS = "/api/v1/namespaces/shop/configmaps/settings";
    private static final ObjectRef REF = new ObjectRef("v1", "ConfigMap", Optional.of("shop"), "settings");
    private static final String OBJECT = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "shop", "name": "settings", "uid": "u1"}}""";
    private static final Limits SMALL = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), 3, 100_000, 2, 20,
            Duration.ofMinutes(2), Duration.ofMinutes(1));

    @TempDir
    private static Path folder;
    private static StubServer.Keys keys;
    private StubServer server;
    private Instant now = Instant.parse("2026-01-05T10:00:00Z");
    private final Map<ClusterName, ClusterEndpoint> endpoints = new ConcurrentHashMap<>();
    private final AtomicInteger freshTokens = new AtomicInteger();
    private ApiServers servers;

    @BeforeAll
    static void makesKeys() throws Exception {
        keys = StubServer.Keys.make(folder.resolve("keys.p12"));
    }

    @BeforeEach
    void starts() throws Exception {
        server = new StubServer(keys);
        servers = servers(SMALL);
        endpoints.put(BLUEFIN, new ClusterEndpoint(BLUEFIN, PROJECT, server.uri(), server.ca()));
        server.on(SETTINGS, json(200, OBJECT));
    }

    @AfterEach
    void stops() {
        servers.close();
        server.close();
    }

    @Test
    void readsWhatTheServerSays() {
        server.on("/version", json(200, "{\"gitVersion\": \"v1.33.5-gke.1080000\"}"));
        assertThat(bluefin().version()).isEqualTo("1.33.5");
        assertThat(bluefin().get(REF)).map(KubeObject::uid).contains("u1");
        assertThat(bluefin().get(new ObjectRef("v1", "ConfigMap", Optional.of("shop"), "other"))).isEmpty();
    }

    @Test
    void remembersKindsForAWhileAndAsksForUnknownOnesAgain() {
        knowsKinds();
        var both = Set.of("v1/ConfigMap", "example.com/v1/Custom");
        assertThat(bluefin().known(both)).containsExactly("v1/ConfigMap");
        server.on("/apis/example.com/v1", json(200, "{\"resources\": [{\"name\": \"customs\", \"kind\": \"Custom\", \"namespaced\": true}]}"));
        bluefin().get(REF);
        assertThat(server.count("/api/v1")).isEqualTo(1);
        assertThat(bluefin().get(new ObjectRef("example.com/v1", "Custom", Optional.of("shop"), "a"))).isEmpty();
        assertThat(server.count("/apis/example.com/v1/namespaces/shop/customs/a")).isEqualTo(1);
        now = now.plusSeconds(61);
        assertThat(bluefin().known(both)).containsExactlyInAnyOrderElementsOf(both);
        assertThat(server.count("/api/v1")).isEqualTo(2);
    }

    @Test
    void isNotKeptFromAnsweringByASickApiOfOthers() {
        var adapter = "{\"versions\": [{\"groupVersion\": \"external.metrics.k8s.io/v1beta1\"}]}";
        server.on("/apis", json(200, "{\"groups\": [" + adapter + ", {\"versions\": [{\"groupVersion\": \"monitoring.googleapis.com/v1\"}]}]}"));
        server.on("/apis/external.metrics.k8s.io/v1beta1", json(503, "{}"));
        server.on("/apis/monitoring.googleapis.com/v1", json(200, "{\"resources\": [{\"name\": \"podmonitorings\", \"kind\": \"PodMonitoring\"}]}"));
        var wanted = Set.of("monitoring.googleapis.com/v1/PodMonitoring", "cert-manager.io/v1/Certificate");
        assertThat(bluefin().known(wanted)).containsExactly("monitoring.googleapis.com/v1/PodMonitoring");
    }

    @Test
    void doesNotTakeASilentApiForAMissingOne() {
        server.on("/apis/monitoring.googleapis.com/v1", json(503, "{}"));
        assertThatThrownBy(() -> bluefin().known(Set.of("monitoring.googleapis.com/v1/PodMonitoring"))).isInstanceOf(Unreachable.class);
    }

    @Test
    void asksOnceAndSaysWhatHappened() {
        knowsKinds();
        server.on(SETTINGS, json(500, "{\"kind\": \"Status\", \"code\": 500, \"message\": \"etcdserver: request timed out\"}"));
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class)
                .hasMessage("The API server of bluefin-prod answered 500: etcdserver: request timed out");
        assertThat(server.count(SETTINGS)).isEqualTo(1);
    }

    @Test
    void silenceIsUnreachableAfterOneAttempt() {
        servers = servers(impatient());
        server.on("/version", exchange -> {});
        assertThatThrownBy(bluefin()::version).isInstanceOf(Unreachable.class).hasMessage("The API server of bluefin-prod did not answer in time.");
        assertThat(server.count("/version")).isLessThanOrEqualTo(1);
    }

    @Test
    void bodyThatNeverEndsIsUnreachable() {
        servers = servers(impatient());
        server.on("/version", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{".getBytes());
            exchange.getResponseBody().flush();
        });
        assertThatThrownBy(bluefin()::version).isInstanceOf(Unreachable.class).hasMessageContaining("did not answer in time");
    }

    @Test
    void bodyOfAnySizeIsCutOff() {
        knowsKinds();
        var sent = new AtomicInteger();
        server.on(SETTINGS, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (; sent.get() < 100_000; sent.incrementAndGet()) {
                exchange.getResponseBody().write(new byte[10_000]);
            }
        });
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class);
        assertThat(sent).hasValueLessThan(100_000);
    }

    @Test
    void answersThatAreNoObjectAreUnreachable() {
        knowsKinds();
        for (String body : new String[] {"{\"kind\": \"ConfigM", "<html>", "[]", "{}", OBJECT.replace("settings", "stolen"), OBJECT.replace("shop", "kube-system")}) {
            server.on(SETTINGS, json(200, body));
            assertThatThrownBy(this::get).as(body).isInstanceOf(Unreachable.class);
        }
        server.on(SETTINGS, exchange -> {
            exchange.sendResponseHeaders(200, 5000);
            exchange.getResponseBody().write(OBJECT.getBytes());
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class);
    }

    @Test
    void leavesAThrottlingClusterAloneAndNoOther() {
        knowsKinds();
        endpoints.put(MARLIN, new ClusterEndpoint(MARLIN, PROJECT, server.uri(), server.ca()));
        server.on(SETTINGS, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "30");
            json(429, "{}").handle(exchange);
        });
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class);
        server.on(SETTINGS, json(200, OBJECT));
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class).hasMessageContaining("asked to be left alone");
        assertThatThrownBy(() -> servers.connect(BLUEFIN, CloudIdentity.RUN).get(REF)).isInstanceOf(Unreachable.class);
        assertThat(servers.connect(MARLIN, CloudIdentity.READ).get(REF)).isPresent();
        assertThat(server.count(SETTINGS)).isEqualTo(2);
        now = now.plusSeconds(31);
        assertThat(get()).isPresent();
    }

    @Test
    void pausesNoLongerThanWeAllow() {
        knowsKinds();
        server.on(SETTINGS, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "999999");
            json(503, "{}").handle(exchange);
        });
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class);
        server.on(SETTINGS, json(200, OBJECT));
        now = now.plus(SMALL.pause()).plusSeconds(1);
        assertThat(get()).isPresent();
    }

    @Test
    void sendsAFewCallsAtATime() throws Exception {
        knowsKinds();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        server.on(SETTINGS, exchange -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            for (int i = 0; i < 50; i++) {
                Thread.yield();
            }
            inside.decrementAndGet();
            json(200, OBJECT).handle(exchange);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : IntStream.range(0, 40).mapToObj(i -> threads.submit(this::get)).toList()) {
                assertThat(call.get()).isPresent();
            }
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void takesAFreshTokenAfterOneWasRefused() {
        server.on(SETTINGS, exchange -> json(exchange.getRequestHeaders().getFirst("Authorization").endsWith("stale")
                ? 401 : 200, OBJECT).handle(exchange));
        assertThat(get()).isPresent();
        assertThat(server.tokens).containsExactly("Bearer READ-stale", "Bearer READ-stale", "Bearer READ-fresh-1");
    }

    @Test
    void identityThatStaysUnknownIsRefused() {
        knowsKinds();
        server.on(SETTINGS, json(401, "{\"kind\": \"Status\", \"code\": 401, \"message\": \"Unauthorized\"}"));
        assertThatThrownBy(this::get).isInstanceOf(Refused.class).hasMessageContaining("does not know our identity: Unauthorized");
        assertThat(server.count(SETTINGS)).isEqualTo(2);
    }

    @Test
    void missingTokenIsAFaultOfTheSameKind() {
        servers = new ApiServers(endpoints::get, (project, identity, fresh) -> {
            throw identity == CloudIdentity.READ ? new CloudFault.Unreachable("slow", null) : new CloudFault.Refused("not let in", null);
        }, clock(), SMALL);
        assertThatThrownBy(this::get).isInstanceOf(Unreachable.class).hasMessageContaining("slow");
        assertThatThrownBy(() -> servers.connect(BLUEFIN, CloudIdentity.RUN).get(REF)).isInstanceOf(Refused.class).hasMessageContaining("not let in");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void tokensGoToTheClusterAlone() throws Exception {
        knowsKinds();
        try (var other = new StubServer(StubServer.Keys.make(folder.resolve("other.p12")))) {
            server.on(SETTINGS, exchange -> {
                exchange.getResponseHeaders().set("Location", other.uri() + SETTINGS);
                json(307, "").handle(exchange);
            });
            assertThatThrownBy(this::get).isInstanceOf(Unreachable.class);
            endpoints.put(BLUEFIN, new ClusterEndpoint(BLUEFIN, PROJECT, other.uri(), server.ca()));
            assertThatThrownBy(this::get).isInstanceOf(Unreachable.class).hasMessageContaining("could not prove who it is");
            assertThat(other.tokens).isEmpty();
            endpoints.put(BLUEFIN, new ClusterEndpoint(BLUEFIN, PROJECT, other.uri(), other.ca()));
            assertThat(get()).isEmpty();
            assertThat(other.tokens).isNotEmpty();
        }
    }

    @Test
    void plainHttpIsNotSpoken() {
        endpoints.put(BLUEFIN, new ClusterEndpoint(BLUEFIN, PROJECT, URI.create("http://127.0.0.1:1"), server.ca()));
        assertThatThrownBy(this::get).hasMessageContaining("has to be reached by https");
    }

    @Test
    void clusterWithoutEndpointIsUnreachable() {
        assertThatThrownBy(() -> servers.connect(MARLIN, CloudIdentity.READ)).isInstanceOf(Unreachable.class)
                .hasMessageContaining("has no API server yet");
    }

    @Test
    void keepsOneConnectionPerIdentity() {
        assertThat(servers.connect(BLUEFIN, CloudIdentity.READ)).isSameAs(servers.connect(BLUEFIN, CloudIdentity.READ))
                .isNotSameAs(servers.connect(BLUEFIN, CloudIdentity.RUN));
    }

    @Test
    void listsThatDoNotEndAreRejected() {
        server.on("/api/v1/namespaces/shop/configmaps", json(200, "{\"metadata\": {\"continue\": \"again\"}, \"items\": [%s]}".formatted(OBJECT)));
        assertThatThrownBy(this::list).isInstanceOf(Rejected.class).hasMessageContaining("does not end");
        server.on("/api/v1/namespaces/shop/configmaps", json(200, "{\"metadata\": {\"continue\": \"again\"}, \"items\": []}"));
        assertThatThrownBy(this::list).isInstanceOf(Rejected.class);
        server.on("/api/v1/namespaces/shop/configmaps", json(410, "{\"kind\": \"Status\", \"code\": 410, \"message\": \"expired\"}"));
        assertThatThrownBy(this::list).isInstanceOf(Unreachable.class);
    }

    @Test
    void namesLeadToNoOtherPath() {
        for (String name : new String[] {"../../kube-system/secrets/a", "..", "", "a?dryRun=All", "a%2fb", "a/b"}) {
            assertThatThrownBy(() -> bluefin().get(new ObjectRef("v1", "ConfigMap", Optional.of("shop"), name))).as(name).isInstanceOf(Rejected.class);
            assertThatThrownBy(() -> bluefin().list("v1", "ConfigMap", Optional.of(name), "")).as(name).isInstanceOf(Rejected.class);
            assertThatThrownBy(() -> bluefin().apply(object(name), false)).as(name).isInstanceOf(Rejected.class);
        }
        assertThat(server.requests).containsOnly("GET /api/v1");
    }

    @Test
    void objectsAreAppliedOnlyWhereTheirKindLives() {
        assertThatThrownBy(() -> bluefin().apply(new KubeObject(tree(OBJECT.replace("\"namespace\": \"shop\", ", ""))), false))
                .isInstanceOf(Rejected.class).hasMessage("ConfigMap settings has to name a namespace.");
        assertThatThrownBy(() -> bluefin().apply(new KubeObject(tree(OBJECT.replace("ConfigMap", "Unheard"))), false))
                .isInstanceOf(Rejected.class).hasMessage("The cluster bluefin-prod does not know the kind Unheard of v1.");
    }

    @Test
    void missingNamespaceIsRejected() {
        server.on(SETTINGS, json(404, "{\"kind\": \"Status\", \"code\": 404, \"message\": \"namespaces \\\"shop\\\" not found\"}"));
        assertThatThrownBy(() -> bluefin().apply(object("settings"), false)).isInstanceOf(Rejected.class).hasMessage("namespaces \"shop\" not found");
    }

    @Test
    void applyOntoADyingObjectIsTriedLater() {
        server.on(SETTINGS, json(200, OBJECT.replace("\"uid\"", "\"deletionTimestamp\": \"2026-01-01T00:00:00Z\", \"uid\"")));
        assertThatThrownBy(() -> bluefin().apply(object("settings"), false)).isInstanceOf(Unreachable.class).hasMessageContaining("still being deleted");
    }

    @Test
    void namespaceOnItsWayOutIsTriedLater() {
        server.on(SETTINGS, json(403, """
                {"kind": "Status", "code": 403, "message": "forbidden: namespace shop is being terminated",
                 "details": {"causes": [{"reason": "NamespaceTerminating", "field": "metadata.namespace"}]}}"""));
        assertThatThrownBy(() -> bluefin().apply(object("settings"), false)).isInstanceOf(Unreachable.class);
    }

    @Test
    void conflictsNameFieldAndManager() {
        server.on(SETTINGS, json(409, """
                {"kind": "Status", "code": 409, "message": "Apply failed", "details": {"causes": [
                  {"reason": "FieldManagerConflict", "message": "conflict with \\"kubectl\\" with subresource \\"scale\\" using apps/v1", "field": ".spec.replicas"}]}}"""));
        var conflict = catchThrowableOfType(Conflict.class, () -> bluefin().apply(object("settings"), false));
        assertThat(conflict.fields()).containsExactly(new Conflict.Owned(".spec.replicas", "kubectl"));
        assertThat(conflict).hasMessageContaining(".spec.replicas (kubectl)");
        server.on(SETTINGS, json(409, "{\"kind\": \"Status\", \"code\": 409, \"message\": \"the object has been modified\"}"));
        assertThatThrownBy(() -> bluefin().apply(object("settings"), false)).isInstanceOf(Unreachable.class);
    }

    @Test
    void rejectionsKeepTheFieldsAndLoseTheDump() {
        server.on(SETTINGS, json(422, """
                {"kind": "Status", "code": 422, "message": "dump %1$s", "details": {"kind": "Job", "name": "check", "causes": [
                  {"field": "spec.template", "message": "Invalid value: {%1$s}: field is immutable"}]}}""".formatted("x".repeat(5000))));
        assertThatThrownBy(() -> bluefin().apply(object("settings"), false)).isInstanceOf(Rejected.class)
                .hasMessageContainingAll("Job check is invalid", "spec.template: Invalid value", "field is immutable")
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(500));
    }

    private ApiServers servers(Limits limits) {
        return new ApiServers(cluster -> Optional.ofNullable(endpoints.get(cluster)).orElseThrow(NoSuchElementException::new),
                (project, identity, fresh) -> identity + (fresh ? "-fresh-" + freshTokens.incrementAndGet() : "-stale"), clock(), limits);
    }

    private static Limits impatient() {
        return new Limits(SMALL.turn(), SMALL.connect(), Duration.ofMillis(700), 3, 100_000, 2, 20, SMALL.pause(), SMALL.known());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private Connection bluefin() {
        return servers.connect(BLUEFIN, CloudIdentity.READ);
    }

    private void knowsKinds() {
        bluefin().list("v1", "ConfigMap", Optional.of("elsewhere"), "");
    }

    private Optional<KubeObject> get() {
        return bluefin().get(REF);
    }

    private Object list() {
        return bluefin().list("v1", "ConfigMap", Optional.of("shop"), "");
    }

    private static KubeObject object(String name) {
        return new KubeObject(tree(OBJECT.replace("settings", name)));
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) new JsonMapper().readTree(json);
    }
}
