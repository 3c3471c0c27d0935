package com.trmlabs.portal.rehearsal.real;

import com.trmlabs.portal.rehearsal.google.ClusterKey;
import com.trmlabs.portal.rehearsal.kubernetes.KubernetesBackend;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One simulated GKE cluster on a real Kubernetes. The administrator's access stays in here; what goes out is the
 * endpoint, its authority, and short-lived tokens of two ServiceAccounts.
 */
final class RealKubernetes implements KubernetesBackend {

    /** The API server issues no shorter ones. */
    private static final long SHORTEST = 600;

    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String POOL = "cloud.google.com/gke-nodepool";

    private final KubernetesClient admin;
    private final Optional<NodeScript> script;
    private final ClusterKey cluster;

    /** @param script absent where the cluster's nodes are as they are */
    RealKubernetes(KubernetesClient admin, Optional<NodeScript> script, ClusterKey cluster) {
        this.admin = admin;
        this.script = script;
        this.cluster = cluster;
    }

    @Override
    public URI endpoint() {
        return URI.create(admin.getConfiguration().getMasterUrl());
    }

    @Override
    public String caCertificate() {
        return new String(Base64.getDecoder().decode(admin.getConfiguration().getCaCertData()), StandardCharsets.UTF_8);
    }

    @Override
    public String token(String serviceAccountEmail, Duration lifetime) {
        return token(admin, serviceAccountEmail, lifetime);
    }

    /** The ServiceAccount in portal-access whose name is the account's stands for it. */
    static String token(KubernetesClient admin, String serviceAccountEmail, Duration lifetime) {
        var account = serviceAccountEmail.substring(0, serviceAccountEmail.indexOf('@'));
        var request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(Math.max(SHORTEST, lifetime.toSeconds())).endSpec().build();
        return admin.serviceAccounts().inNamespace("portal-access").withName(account).tokenRequest(request).getStatus().getToken();
    }

    @Override
    public void addNodes(String pool, String machineType, List<String> zones, int perZone) {
        script.ifPresent(nodes -> zones.forEach(zone -> {
            for (int i = 1; i <= perZone; i++) {
                var name = prefix(pool) + zone.substring(zone.lastIndexOf('-') + 1) + i;
                if (admin.nodes().withName(name).get() == null) {
                    nodes.add(name, zone, pool);
                    admin.nodes().withName(name).waitUntilReady(1, TimeUnit.MINUTES);
                }
            }
        }));
    }

    /** Only nodes that were added for this cluster; those that were there before belong to somebody else. */
    @Override
    public void removeNodes(String pool) {
        script.ifPresent(nodes -> admin.nodes().withLabel(POOL, pool).list().getItems().stream()
                .map(Node::getMetadata)
                .filter(node -> node.getLabels().containsKey(ZONE) && node.getName().startsWith(prefix(pool)))
                .forEach(node -> nodes.remove(node.getName())));
    }

    /** The real cluster is shared and goes on. */
    @Override
    public void close() {}

    private String prefix(String pool) {
        return "gke-" + cluster.name() + "-" + pool + "-";
    }
}
