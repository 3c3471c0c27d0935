package com.trmlabs.portal.rehearsal.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The Kubernetes behind one simulated GKE cluster: simulated too, or a real one given as kubeconfig. */
public interface KubernetesBackend extends AutoCloseable {

    /** Where the API server answers, for example https://127.0.0.1:41234. */
    URI endpoint();

    /** The authority that signed the API server's certificate, as PEM. */
    String caCertificate();

    /**
     * A token by which the API server knows the caller as this Google service account. What it may do is for the
     * ClusterRoleBindings in the cluster to say.
     */
    String token(String serviceAccountEmail, Duration lifetime);

    /** Joins {@code perZone} ready nodes in each zone, labelled as a GKE node pool labels them; repeating it adds only the missing. */
    void addNodes(String pool, String machineType, List<String> zones, int perZone);

    /** Takes a pool's nodes away; their pods are started elsewhere where there is room. */
    void removeNodes(String pool);

    @Override
    void close();
}
