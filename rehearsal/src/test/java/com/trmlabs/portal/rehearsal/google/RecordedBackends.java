package com.trmlabs.portal.rehearsal.google;

import com.trmlabs.portal.rehearsal.kubernetes.KubernetesBackend;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Clusters that are only written down: nodes by cluster and pool. */
final class RecordedBackends implements ClusterBackends {

    final Map<ClusterKey, Map<String, Integer>> nodes = new ConcurrentHashMap<>();

    @Override
    public KubernetesBackend start(ClusterKey cluster, String version) {
        return new Recorded(nodes.computeIfAbsent(cluster, key -> new ConcurrentHashMap<>()));
    }

    @Override
    public String token(String serviceAccountEmail, Duration lifetime) {
        return Tokens.opaque();
    }

    @Override
    public void remove(ClusterKey cluster) {
        nodes.remove(cluster);
    }

    @Override
    public void close() {}

    private record Recorded(Map<String, Integer> pools) implements KubernetesBackend {

        @Override
        public URI endpoint() {
            return URI.create("https://127.0.0.1:44443");
        }

        @Override
        public String caCertificate() {
            return "-----BEGIN CERTIFICATE-----";
        }

        @Override
        public String token(String serviceAccountEmail, Duration lifetime) {
            return Tokens.opaque();
        }

        @Override
        public void addNodes(String pool, String machineType, List<String> zones, int perZone) {
            pools.put(pool, Math.max(pools.getOrDefault(pool, 0), perZone * zones.size()));
        }

        @Override
        public void removeNodes(String pool) {
            pools.remove(pool);
        }

        @Override
        public void close() {}
    }
}
