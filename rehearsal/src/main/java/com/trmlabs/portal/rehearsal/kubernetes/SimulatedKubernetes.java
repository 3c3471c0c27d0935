package com.trmlabs.portal.rehearsal.kubernetes;

import com.trmlabs.portal.rehearsal.director.Faults;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Kubernetes API server inside this process: TLS on loopback, everything kept in its folder, so that a restart comes
 * back with the same port, authority, objects and resource versions.
 */
public final class SimulatedKubernetes implements KubernetesBackend {

    private SimulatedKubernetes(Settings settings) {}

    /** Starts the server, or starts it again where the folder holds one. */
    public static SimulatedKubernetes start(Settings settings) {
        return new SimulatedKubernetes(settings);
    }

    /** A token that may do everything, for whoever sets the scene; the portal never gets it. */
    public String adminToken() {
        throw new UnsupportedOperationException("comes next");
    }

    /** Creates or updates objects as the cluster's administrator, from YAML documents, by server-side apply as {@code manager}. */
    public void apply(String yaml, String manager) {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public URI endpoint() {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public String caCertificate() {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public String token(String serviceAccountEmail, Duration lifetime) {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public void addNodes(String pool, String machineType, List<String> zones, int perZone) {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public void removeNodes(String pool) {
        throw new UnsupportedOperationException("comes next");
    }

    /** Stops the server; what it holds stays in its folder. */
    @Override
    public void close() {}

    /**
     * How to start a simulated cluster.
     *
     * @param folder where it keeps everything; one folder, one cluster
     * @param port 0 for a free one, which then stays the same over restarts
     * @param version what it says at /version
     * @param ready how long a started container takes to become ready
     * @param googleKinds whether it has Google's own kinds: ManagedCertificate, FrontendConfig, BackendConfig, PodMonitoring
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
