package com.trmlabs.portal.google;

import com.google.container.v1.Cluster;
import com.google.container.v1.OperationProgress.Metric;
import com.trmlabs.portal.cluster.spi.ContainerEngine.ClusterFacts;
import com.trmlabs.portal.cluster.spi.ContainerEngine.NodePool;
import com.trmlabs.portal.cluster.spi.ContainerEngine.Operation;
import com.trmlabs.portal.kernel.ClusterName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalDouble;

/** Google's messages about clusters and operations in the portal's words. */
final class ClusterReading {

    private ClusterReading() {}

    static ClusterFacts facts(Cluster cluster) {
        var pools = cluster.getNodePoolsList().stream().map(pool -> new NodePool(pool.getName(), pool.getConfig().getMachineType(),
                pool.getInitialNodeCount(), pool.getAutoscaling().getMinNodeCount(), pool.getAutoscaling().getMaxNodeCount())).toList();
        var endpoint = endpoint(cluster);
        return new ClusterFacts(new ClusterName(cluster.getName()), cluster.getStatus().name(), cluster.getCurrentMasterVersion(),
                endpoint.map(address -> URI.create("https://" + address)), endpoint.map(address -> ca(cluster, address)).orElse(""), pools);
    }

    private static Optional<String> endpoint(Cluster cluster) {
        var dns = cluster.getControlPlaneEndpointsConfig().getDnsEndpointConfig().getEndpoint();
        return Optional.of(dns.isEmpty() ? cluster.getEndpoint() : dns).filter(address -> !address.isEmpty());
    }

    /** Certificates of DNS endpoints are signed by a public authority, the others by the cluster's own. */
    private static String ca(Cluster cluster, String address) {
        return address.endsWith(".gke.goog") ? ""
                : new String(Base64.getDecoder().decode(cluster.getMasterAuth().getClusterCaCertificate()), StandardCharsets.US_ASCII);
    }

    static Operation operation(com.google.container.v1.Operation operation) {
        var done = operation.getStatus() == com.google.container.v1.Operation.Status.DONE;
        var error = Optional.of(operation.getError().getMessage()).filter(message -> !message.isEmpty())
                .or(() -> Optional.of("Google gives no reason").filter(none -> operation.getError().getCode() != 0));
        return new Operation(operation.getName(), operation.getOperationType().name(), done, done ? Optional.of(100) : percent(operation), error);
    }

    /** Google documents a pair of figures; not every operation has them. */
    private static Optional<Integer> percent(com.google.container.v1.Operation operation) {
        var share = metric(operation, "progress");
        var whole = metric(operation, "progress scale");
        return share.isPresent() && whole.isPresent() && whole.getAsDouble() > 0
                ? Optional.of(Math.clamp(Math.round(100 * share.getAsDouble() / whole.getAsDouble()), 0, 99))
                : Optional.empty();
    }

    private static OptionalDouble metric(com.google.container.v1.Operation operation, String name) {
        return operation.getProgress().getMetricsList().stream().filter(metric -> metric.getName().equals(name))
                .mapToDouble(ClusterReading::value).findFirst();
    }

    private static double value(Metric metric) {
        return metric.hasIntValue() ? metric.getIntValue() : metric.getDoubleValue();
    }
}
