package com.trmlabs.portal.rehearsal.kubernetes;

import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.kubernetes.api.ApiServer;
import com.trmlabs.portal.rehearsal.kubernetes.api.Certificates;
import com.trmlabs.portal.rehearsal.kubernetes.api.Tokens;
import com.trmlabs.portal.rehearsal.kubernetes.api.Writer;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.stagehands.Nodes;
import com.trmlabs.portal.rehearsal.kubernetes.stagehands.Pace;
import com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene;
import com.trmlabs.portal.rehearsal.kubernetes.stagehands.Stagehands;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A Kubernetes API server inside this process: TLS on loopback, everything kept in its folder, so that a restart comes
 * back with the same port, authority, objects and resource versions.
 */
public final class SimulatedKubernetes implements KubernetesBackend {

    private static final String PORT = "port";
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final Tokens tokens;
    private final String authority;
    private final Store store;
    private final Kinds kinds;
    private final ApiServer server;
    private final Stagehands hands;
    private final Nodes nodes;

    private SimulatedKubernetes(Settings settings, Clock clock) throws IOException, GeneralSecurityException {
        var folder = Files.createDirectories(settings.folder());
        tokens = new Tokens(folder, settings.tokens(), clock);
        var certificates = new Certificates(folder, clock.instant());
        authority = certificates.authority();
        kinds = new Kinds(settings.googleKinds());
        store = new Store(folder, kinds, clock);
        server = new ApiServer(port(settings), certificates.context(), store, kinds, tokens, settings.stage(), settings.version(), clock);
        Files.writeString(folder.resolve(PORT), Integer.toString(server.port()));
        var scene = new Scene(store, kinds, server.writes(), server.deletions(), settings.stage(), new Pace(settings.ready()),
                settings.version());
        nodes = new Nodes(scene, clock);
        hands = new Stagehands(scene, clock);
    }

    /** Starts the server, or starts it again where the folder holds one. */
    public static SimulatedKubernetes start(Settings settings) {
        try {
            var cluster = new SimulatedKubernetes(settings, Clock.systemUTC());
            cluster.furnish();
            cluster.hands.start();
            cluster.server.start();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException("The simulated Kubernetes in " + settings.folder() + " cannot start", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The simulated Kubernetes in " + settings.folder() + " has no usable certificate", e);
        }
    }

    private static int port(Settings settings) throws IOException {
        var file = settings.folder().resolve(PORT);
        return settings.port() == 0 && Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : settings.port();
    }

    private void furnish() {
        for (var name : new String[] {"default", "kube-system", "kube-public", "kube-node-lease"}) {
            if (store.get(new Key(kinds.named("Namespace"), "", name)).isEmpty()) {
                apply(Json.of("apiVersion", "v1", "kind", "Namespace").set("metadata", Json.of("name", name)), "kube-apiserver");
            }
        }
    }

    /** A token that may do everything, for whoever sets the scene; the portal never gets it. */
    public String adminToken() {
        return tokens.admin();
    }

    /** Creates or updates objects as the cluster's administrator, from YAML documents, by server-side apply as {@code manager}. */
    public void apply(String yaml, String manager) {
        try (var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(yaml)) {
            while (documents.hasNextValue()) {
                var document = documents.nextValue();
                if (document != null && !document.isEmpty()) {
                    apply(document, manager);
                }
            }
        }
    }

    private void apply(ObjectNode object, String manager) {
        var kind = kinds.byKind(Json.text(object, "apiVersion"), Json.text(object, "kind")).orElseThrow(() -> new IllegalArgumentException(
                "The simulated Kubernetes has no " + Json.text(object, "kind") + " in " + Json.text(object, "apiVersion")));
        var namespace = Json.text(object, "metadata.namespace");
        var place = kind.namespaced() && namespace.isEmpty() ? "default" : namespace;
        server.writes().apply(new Key(kind, place, Json.text(object, "metadata.name")), object, true, Writer.of(manager));
    }

    @Override
    public URI endpoint() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    @Override
    public String caCertificate() {
        return authority;
    }

    @Override
    public String token(String serviceAccountEmail, Duration lifetime) {
        return tokens.issue(serviceAccountEmail, lifetime);
    }

    @Override
    public void addNodes(String pool, String machineType, List<String> zones, int perZone) {
        nodes.add(pool, machineType, zones, perZone);
    }

    @Override
    public void removeNodes(String pool) {
        nodes.remove(pool);
    }

    /** Stops the server; what it holds stays in its folder. */
    @Override
    public void close() {
        server.close();
        hands.close();
        store.close();
    }

    /**
     * How to start a simulated cluster.
     *
     * @param folder where it keeps everything; one folder, one cluster
     * @param port 0 for a free one, which then stays the same over restarts
     * @param version what it says at /version
     * @param ready how long a started container takes to become ready
     * @param googleKinds whether it has Google's own kinds: ManagedCertificate, FrontendConfig, BackendConfig, PodMonitoring, Rules
     * @param tokens who else issues tokens that count here
     * @param stage where it stands, and what fails there on purpose
     */
    public record Settings(
            Path folder, int port, String version, Duration ready, boolean googleKinds, TokenVerifier tokens, Stage stage) {

        /** As GKE has it: Google's own kinds too. */
        public static Settings in(Path folder) {
            return new Settings(
                    folder, 0, "1.35.4", Duration.ofSeconds(2), true, TokenVerifier.NONE, Stage.quiet("project", "cluster"));
        }

        /** Containers become ready at once, for tests. */
        public Settings quick() {
            return new Settings(folder, port, version, Duration.ofMillis(50), googleKinds, tokens, stage);
        }

        /** Also takes the tokens that {@code tokens} knows. */
        public Settings accepting(TokenVerifier tokens) {
            return new Settings(folder, port, version, ready, googleKinds, tokens, stage);
        }

        /** Fails on purpose where {@code faults} say so of this project and cluster. */
        public Settings failing(Faults faults, String project, String cluster) {
            return new Settings(folder, port, version, ready, googleKinds, tokens, new Stage(faults, project, cluster));
        }

        /** As a plain Kubernetes: without Google's own kinds. */
        public Settings plain() {
            return new Settings(folder, port, version, ready, false, tokens, stage);
        }
    }
}
