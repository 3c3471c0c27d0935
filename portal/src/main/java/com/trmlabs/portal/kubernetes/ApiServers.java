package com.trmlabs.portal.kubernetes;

import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.cluster.ClusterEndpoint;
import com.trmlabs.portal.cluster.ClusterEndpoints;
import com.trmlabs.portal.cluster.spi.AccessTokens;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * One client per cluster and identity, kept until the cluster's endpoint changes. What limits a cluster (calls at a time, a
 * pause it asked for) is shared by both identities and by nobody else, so that a sick cluster slows no other.
 */
@Component
class ApiServers implements KubernetesClusters {

    private record Key(ClusterName cluster, CloudIdentity identity) {}

    private final ClusterEndpoints endpoints;
    private final AccessTokens tokens;
    private final Clock clock;
    private final Limits limits;
    private final Map<Key, ApiServer> servers = new ConcurrentHashMap<>();
    private final Map<ClusterName, Gate> gates = new ConcurrentHashMap<>();

    @Autowired
    ApiServers(@Lazy ClusterEndpoints endpoints, AccessTokens tokens, Clock clock) { // lazy: the module of clusters uses this itself
        this(endpoints, tokens, clock, Limits.DEFAULT);
    }

    ApiServers(ClusterEndpoints endpoints, AccessTokens tokens, Clock clock, Limits limits) {
        this.endpoints = endpoints;
        this.tokens = tokens;
        this.clock = clock;
        this.limits = limits;
    }

    @Override
    public Connection connect(ClusterName cluster, CloudIdentity identity) {
        var endpoint = endpoint(cluster);
        return servers.compute(new Key(cluster, identity), (key, known) -> {
            if (known != null && known.isAt(endpoint)) {
                return known;
            }
            close(known);
            return open(endpoint, identity);
        });
    }

    private ClusterEndpoint endpoint(ClusterName cluster) {
        try {
            return endpoints.of(cluster);
        } catch (NoSuchElementException none) {
            throw new KubernetesFault.Unreachable("The cluster " + cluster + " has no API server yet.", none);
        }
    }

    private ApiServer open(ClusterEndpoint endpoint, CloudIdentity identity) {
        var gate = gates.computeIfAbsent(endpoint.cluster(), cluster -> new Gate(cluster.value(), limits, clock));
        var wire = new Wire(fresh -> tokens.token(endpoint.project(), identity, fresh), gate, limits);
        return new ApiServer(endpoint, Clients.open(endpoint, wire, limits), gate, clock, limits);
    }

    private static void close(@Nullable ApiServer server) {
        if (server != null) {
            server.close();
        }
    }

    @PreDestroy
    void close() {
        servers.values().forEach(ApiServer::close);
        servers.clear();
    }
}
