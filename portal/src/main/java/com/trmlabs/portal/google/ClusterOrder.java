package com.trmlabs.portal.google;

import com.google.container.v1.Cluster;
import com.google.container.v1.ControlPlaneEndpointsConfig;
import com.google.container.v1.ControlPlaneEndpointsConfig.DNSEndpointConfig;
import com.google.container.v1.ControlPlaneEndpointsConfig.IPEndpointsConfig;
import com.google.container.v1.DatapathProvider;
import com.google.container.v1.IPAllocationPolicy;
import com.google.container.v1.ManagedPrometheusConfig;
import com.google.container.v1.MonitoringConfig;
import com.google.container.v1.NetworkConfig;
import com.google.container.v1.NodeConfig;
import com.google.container.v1.NodeManagement;
import com.google.container.v1.NodePool;
import com.google.container.v1.NodePoolAutoscaling;
import com.google.container.v1.ReleaseChannel;
import com.google.container.v1.ShieldedInstanceConfig;
import com.google.container.v1.ShieldedNodes;
import com.google.container.v1.WorkloadIdentityConfig;
import com.google.container.v1.WorkloadMetadataConfig;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterSpec;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.ProjectId;

/**
 * A cluster as the portal orders it: regional, nodes without public addresses, reached by its DNS endpoint only, workloads with
 * identities of their own. Two labels tell later who ordered it and what exactly.
 */
final class ClusterOrder {

    private static final String MANAGED_BY = "managed-by";
    private static final String PORTAL = "customer-cloud-portal";
    private static final String ORDER = "portal-order";

    private ClusterOrder() {}

    static Cluster of(ProjectId project, ClusterSpec spec) {
        return Cluster.newBuilder()
                .setName(spec.name().value())
                .putResourceLabels(MANAGED_BY, PORTAL)
                .putResourceLabels(ORDER, Fingerprint.of(project + " " + spec).hex().substring(0, 32))
                .setNetwork(spec.network())
                .setSubnetwork(spec.subnet())
                .addAllLocations(spec.zones())
                .setIpAllocationPolicy(IPAllocationPolicy.newBuilder().setUseIpAliases(true)
                        .setClusterSecondaryRangeName(spec.podRange()).setServicesSecondaryRangeName(spec.serviceRange()))
                .setReleaseChannel(ReleaseChannel.newBuilder().setChannel(ReleaseChannel.Channel.valueOf(spec.channel())))
                .setNetworkConfig(NetworkConfig.newBuilder().setDefaultEnablePrivateNodes(true)
                        .setDatapathProvider(DatapathProvider.ADVANCED_DATAPATH)) // enforces network policies
                .setControlPlaneEndpointsConfig(ControlPlaneEndpointsConfig.newBuilder()
                        .setDnsEndpointConfig(DNSEndpointConfig.newBuilder().setAllowExternalTraffic(true))
                        .setIpEndpointsConfig(IPEndpointsConfig.newBuilder().setEnabled(false)))
                .setWorkloadIdentityConfig(WorkloadIdentityConfig.newBuilder().setWorkloadPool(project + ".svc.id.goog"))
                .setShieldedNodes(ShieldedNodes.newBuilder().setEnabled(true))
                .setMonitoringConfig(MonitoringConfig.newBuilder()
                        .setManagedPrometheusConfig(ManagedPrometheusConfig.newBuilder().setEnabled(true)))
                .addNodePools(pool(project, spec))
                .build();
    }

    private static NodePool pool(ProjectId project, ClusterSpec spec) {
        var pool = spec.pool();
        return NodePool.newBuilder()
                .setName(pool.name())
                .setInitialNodeCount(pool.perZone())
                .addAllLocations(spec.zones())
                .setAutoscaling(NodePoolAutoscaling.newBuilder().setEnabled(true)
                        .setMinNodeCount(pool.minPerZone()).setMaxNodeCount(pool.maxPerZone()))
                .setManagement(NodeManagement.newBuilder().setAutoRepair(true).setAutoUpgrade(true))
                .setConfig(NodeConfig.newBuilder()
                        .setMachineType(pool.machineType())
                        .setServiceAccount("portal-nodes@" + project + ".iam.gserviceaccount.com")
                        .addOauthScopes("https://www.googleapis.com/auth/cloud-platform") // what the account may do is for its roles to say
                        .setShieldedInstanceConfig(ShieldedInstanceConfig.newBuilder().setEnableSecureBoot(true).setEnableIntegrityMonitoring(true))
                        .setWorkloadMetadataConfig(WorkloadMetadataConfig.newBuilder().setMode(WorkloadMetadataConfig.Mode.GKE_METADATA)))
                .build();
    }

    static boolean isOurs(Cluster cluster) {
        return PORTAL.equals(cluster.getResourceLabelsMap().get(MANAGED_BY));
    }

    static boolean isSame(Cluster found, Cluster wanted) {
        return isOurs(found) && wanted.getResourceLabelsOrThrow(ORDER).equals(found.getResourceLabelsMap().get(ORDER));
    }
}
