package com.trmlabs.portal.cluster.spi;

import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Google Kubernetes Engine. Every method may throw {@link com.trmlabs.portal.customer.spi.CloudFault}. */
public interface ContainerEngine {

    /**
     * Starts the creation. Safe to repeat: an operation that already runs, or the finished cluster, is found again. A cluster of
     * that name that was not made from this specification is left alone, and the fault says so.
     */
    void create(ProjectId project, ClusterSpec spec);

    /** Starts the removal of a cluster that the portal made; already gone is fine. */
    void delete(ProjectId project, String region, ClusterName name);

    /** The cluster as it is, absent when there is none. */
    Optional<ClusterFacts> find(ProjectId project, String region, ClusterName name);

    /** The newest operation on the cluster, running or ended. */
    Optional<Operation> operation(ProjectId project, String region, ClusterName name);

    /** The versions on offer in a region, by release channel, default first. */
    List<String> versions(ProjectId project, String region, String channel);

    /** A private regional cluster with one node pool. */
    record ClusterSpec(ClusterName name, String region, List<String> zones, String network, String subnet, String podRange,
            String serviceRange, String channel, NodePool pool) {}

    /** @param perZone nodes in each zone; the pool grows and shrinks between min and max a zone */
    record NodePool(String name, String machineType, int perZone, int minPerZone, int maxPerZone) {}

    /** @param status Google's word: PROVISIONING, RUNNING, RECONCILING, STOPPING, ERROR, DEGRADED
     * @param endpoint the API server, absent until there is one
     * @param ca its certificate authority as PEM; empty where public authorities count, as for GKE's DNS endpoints */
    record ClusterFacts(ClusterName name, String status, String version, Optional<URI> endpoint, String ca, List<NodePool> pools) {}

    /** @param percent 0 to 100 where Google tells it
     * @param error set when it ended badly */
    record Operation(String id, String type, boolean done, Optional<Integer> percent, Optional<String> error) {}
}
