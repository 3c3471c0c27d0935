package com.trmlabs.portal.rehearsal.real;

import com.trmlabs.portal.rehearsal.google.ClusterBackends;
import com.trmlabs.portal.rehearsal.google.ClusterKey;
import com.trmlabs.portal.rehearsal.kubernetes.KubernetesBackend;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * One real Kubernetes behind all simulated GKE clusters: they share its API server, so that a second cluster shows the
 * first one's objects. It gets Google's own kinds, as a GKE cluster has them, and what the customer's admin applies: the
 * roles, the plain bindings and the guard.
 */
public final class RealBackend implements ClusterBackends {

    private static final List<String> FILES = List.of("cluster-access.yaml", "database-access.yaml", "bindings-plain.yaml", "cluster-guard.yaml");

    private final KubernetesClient admin;
    private final Optional<NodeScript> script;
    private boolean prepared;

    /** @param script adds and removes nodes for node pools; without it the nodes stay as they are */
    public RealBackend(Path kubeconfig, Optional<Path> script) {
        this.admin = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build();
        this.script = script.map(NodeScript::new);
    }

    @Override
    public KubernetesBackend start(ClusterKey cluster, String version) {
        prepare();
        return new RealKubernetes(admin, script, cluster);
    }

    /** A ServiceAccount token: the API server knows it, and at Google it stands for the account's e-mail. */
    @Override
    public String token(String serviceAccountEmail, Duration lifetime) {
        prepare();
        return RealKubernetes.token(admin, serviceAccountEmail, lifetime);
    }

    /** Its nodes are gone with its pools; what runs in the shared cluster stays. */
    @Override
    public void remove(ClusterKey cluster) {}

    @Override
    public void close() {
        admin.close();
    }

    /** Once, and before the first token: the two accounts have to be there. */
    private synchronized void prepare() {
        if (prepared) {
            return;
        }
        apply("gke", new ClassPathResource("rehearsal/google-kinds.yaml")).forEach(kind -> admin.resource(kind).waitUntilCondition(
                found -> found instanceof CustomResourceDefinition definition && isServed(definition), 30, TimeUnit.SECONDS));
        FILES.forEach(file -> apply("customer-admin", new ClassPathResource("onboarding/" + file)));
        prepared = true;
    }

    private List<HasMetadata> apply(String manager, Resource file) {
        try (var yaml = file.getInputStream()) {
            return admin.load(yaml).items().stream()
                    .map(object -> admin.resource(object).fieldManager(manager).forceConflicts().serverSideApply()).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isServed(CustomResourceDefinition definition) {
        return definition.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Established") && condition.getStatus().equals("True"));
    }
}
