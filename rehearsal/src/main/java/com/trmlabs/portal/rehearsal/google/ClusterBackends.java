package com.trmlabs.portal.rehearsal.google;

import com.trmlabs.portal.rehearsal.kubernetes.KubernetesBackend;
import java.time.Duration;

/** The Kubernetes that stands behind a simulated GKE cluster: one of its own, or a real one that clusters share. */
public interface ClusterBackends {

    /**
     * The API server of a cluster, running, with the customer's admin's work done: the portal's roles and bindings are
     * there. Asking again gives the same one; after a restart it comes back with everything it held.
     */
    KubernetesBackend start(ClusterKey cluster, String version);

    /** A token that stands for a service account at Google and at the API servers alike. */
    String token(String serviceAccountEmail, Duration lifetime);

    /** Ends it and forgets what it held; unknown is fine. */
    void remove(ClusterKey cluster);

    /** Ends all; what they hold stays. */
    void close();
}
