package com.trmlabs.portal.rehearsal.google;

import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.kubernetes.KubernetesBackend;
import com.trmlabs.portal.rehearsal.kubernetes.SimulatedKubernetes;
import com.trmlabs.portal.rehearsal.kubernetes.Stage;
import com.trmlabs.portal.rehearsal.kubernetes.TokenVerifier;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** A simulated API server for every cluster. */
public final class SimulatedBackends implements ClusterBackends {

    private static final String ADMIN = "customer-admin";

    private final Folder folder;
    private final Faults faults;
    private final TokenVerifier tokens;
    private final Duration ready;
    private final Map<ClusterKey, SimulatedKubernetes> running = new HashMap<>();

    /** @param ready how long a started container takes to become ready */
    public SimulatedBackends(Folder folder, Faults faults, TokenVerifier tokens, Duration ready) {
        this.folder = folder;
        this.faults = faults;
        this.tokens = tokens;
        this.ready = ready;
    }

    @Override
    public synchronized KubernetesBackend start(ClusterKey cluster, String version) {
        return running.computeIfAbsent(cluster, key -> {
            var settings = new SimulatedKubernetes.Settings(folder.path().resolve(key.file()), 0, version, ready, true, tokens,
                    new Stage(faults, key.project(), key.name()));
            var server = SimulatedKubernetes.start(settings);
            server.apply(Onboarding.file("cluster-access.yaml"), ADMIN);
            server.apply(Onboarding.file("database-access.yaml"), ADMIN);
            server.apply(Onboarding.file("bindings-gke.yaml").replace("PROJECT_ID", key.project()), ADMIN);
            server.apply(Onboarding.file("cluster-guard.yaml"), ADMIN);
            return server;
        });
    }

    /** The API servers ask whose it is, as those of GKE do. */
    @Override
    public String token(String serviceAccountEmail, Duration lifetime) {
        return Tokens.opaque();
    }

    @Override
    public synchronized void remove(ClusterKey cluster) {
        var server = running.remove(cluster);
        if (server != null) {
            server.close();
        }
        try {
            FileSystemUtils.deleteRecursively(folder.path().resolve(cluster.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot forget " + cluster.path(), e);
        }
    }

    @Override
    public synchronized void close() {
        running.values().forEach(SimulatedKubernetes::close);
    }
}
