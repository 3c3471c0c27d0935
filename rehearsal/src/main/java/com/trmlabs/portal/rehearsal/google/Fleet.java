package com.trmlabs.portal.rehearsal.google;

import com.google.container.v1.Cluster;
import com.google.container.v1.MasterAuth;
import com.google.container.v1.NodePool;
import com.google.container.v1.Operation;
import com.google.protobuf.TextFormat;
import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.kubernetes.KubernetesBackend;
import com.trmlabs.portal.rehearsal.state.Folder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.core.type.TypeReference;

/**
 * All clusters and operations. An operation's effect comes when its time is over; what was running when the process
 * ended goes on after a restart, and its effect can come twice without harm.
 */
public final class Fleet implements AutoCloseable {

    private static final String OPERATIONS = "operations.json";
    private static final String SUFFIX = ".txtpb";

    private final Folder folder;
    private final ClusterBackends backends;
    private final Faults faults;
    private final Clock clock;
    private final Pace pace;
    private final Map<ClusterKey, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("operations").factory());

    Fleet(Folder folder, ClusterBackends backends, Faults faults, Clock clock, Pace pace) {
        this.folder = folder;
        this.backends = backends;
        this.faults = faults;
        this.clock = clock;
        this.pace = pace;
        folder.names().stream().filter(name -> name.endsWith(SUFFIX)).map(this::read)
                .forEach(cluster -> clusters.put(key(cluster), cluster));
        folder.read(OPERATIONS, new TypeReference<List<Work>>() {}).orElse(List.of()).forEach(work -> works.put(work.name(), work));
    }

    /** Brings back the API servers and the operations of before a restart. */
    synchronized void resume() {
        clusters.forEach((key, cluster) -> {
            if (!cluster.getEndpoint().isEmpty()) {
                Thread.ofVirtual().start(() -> readdress(key, cluster));
            }
        });
        works.values().stream().filter(Work::running).forEach(this::schedule);
    }

    /** All clusters, for the director. */
    public synchronized List<Line> overview() {
        return clusters.entrySet().stream().map(entry -> {
            var cluster = entry.getValue();
            return new Line(entry.getKey(), cluster.getStatus().name(), cluster.getStatusMessage(), cluster.getCurrentMasterVersion(),
                    cluster.getEndpoint(), cluster.getCurrentNodeCount());
        }).toList();
    }

    /** The folder may have been played on the other kind of Kubernetes before. */
    private void readdress(ClusterKey key, Cluster cluster) {
        var server = backends.start(key, cluster.getCurrentMasterVersion());
        change(key, now -> addressed(now, server));
    }

    synchronized Optional<Cluster> find(ClusterKey key) {
        return Optional.ofNullable(clusters.get(key));
    }

    synchronized List<Cluster> clusters(String project) {
        return clusters.entrySet().stream().filter(entry -> entry.getKey().project().equals(project)).map(Map.Entry::getValue).toList();
    }

    synchronized Optional<Operation> operation(String project, String name) {
        return Optional.ofNullable(works.get(name)).filter(work -> work.cluster().project().equals(project))
                .map(work -> work.told(clock.instant()));
    }

    /** Newest first. */
    synchronized List<Operation> operations(String project) {
        var now = clock.instant();
        return works.values().stream().filter(work -> work.cluster().project().equals(project))
                .sorted(Comparator.comparing(Work::started).reversed()).map(work -> work.told(now)).toList();
    }

    synchronized Operation create(ClusterKey key, Cluster cluster) {
        if (clusters.containsKey(key)) {
            throw GoogleFault.of(Code.ALREADY_EXISTS, "Already exists: " + key.path() + ".");
        }
        keep(key, cluster);
        return begin(key, Operation.Type.CREATE_CLUSTER, "", 0, pace.create());
    }

    synchronized Operation delete(ClusterKey key) {
        idle(key);
        keep(key, clusters.get(key).toBuilder().setStatus(Cluster.Status.STOPPING).build());
        return begin(key, Operation.Type.DELETE_CLUSTER, "", 0, pace.change());
    }

    synchronized Operation createPool(ClusterKey key, NodePool pool) {
        idle(key);
        if (pool(key, pool.getName()).isPresent()) {
            throw GoogleFault.of(Code.ALREADY_EXISTS, "Already exists: " + key.path() + "/nodePools/" + pool.getName() + ".");
        }
        var changed = clusters.get(key).toBuilder().setStatus(Cluster.Status.RECONCILING)
                .addNodePools(pool.toBuilder().setStatus(NodePool.Status.PROVISIONING));
        keep(key, changed.build());
        return begin(key, Operation.Type.CREATE_NODE_POOL, pool.getName(), pool.getInitialNodeCount(), pace.change());
    }

    synchronized Operation resizePool(ClusterKey key, String pool, int size) {
        idle(key);
        requirePool(key, pool);
        keep(key, withPool(reconciling(key), pool, node -> node.toBuilder().setStatus(NodePool.Status.RECONCILING).build()));
        return begin(key, Operation.Type.SET_NODE_POOL_SIZE, pool, size, pace.change());
    }

    synchronized Operation deletePool(ClusterKey key, String pool) {
        idle(key);
        requirePool(key, pool);
        keep(key, withPool(reconciling(key), pool, node -> node.toBuilder().setStatus(NodePool.Status.STOPPING).build()));
        return begin(key, Operation.Type.DELETE_NODE_POOL, pool, 0, pace.change());
    }

    synchronized Optional<NodePool> pool(ClusterKey key, String pool) {
        return find(key).stream().flatMap(cluster -> cluster.getNodePoolsList().stream())
                .filter(candidate -> candidate.getName().equals(pool)).findFirst();
    }

    /** Stops everything; what is kept comes back. */
    @Override
    public void close() {
        timer.shutdownNow();
        backends.close();
    }

    private Cluster reconciling(ClusterKey key) {
        return clusters.get(key).toBuilder().setStatus(Cluster.Status.RECONCILING).build();
    }

    private void requirePool(ClusterKey key, String pool) {
        pool(key, pool).orElseThrow(() -> GoogleFault.notFound("Not found: " + key.path() + "/nodePools/" + pool + "."));
    }

    /** The cluster exists and nothing else runs on it. */
    private void idle(ClusterKey key) {
        find(key).orElseThrow(() -> GoogleFault.notFound("Not found: " + key.path() + "."));
        works.values().stream().filter(work -> work.running() && work.cluster().equals(key)).findFirst().ifPresent(work -> {
            throw GoogleFault.of(Code.FAILED_PRECONDITION, "Cluster is running incompatible operation " + work.name() + ".",
                    "CLUSTER_ALREADY_HAS_OPERATION", "container.googleapis.com", Map.of());
        });
    }

    private Operation begin(ClusterKey key, Operation.Type type, String pool, int size, Duration takes) {
        var now = clock.instant();
        var longer = faults.active(Kind.SLOW_OPERATIONS, key.project(), key.name()).map(Fault::delay).orElse(Duration.ZERO);
        var work = new Work("operation-" + now.toEpochMilli() + "-" + UUID.randomUUID(), key, type, pool, size, now,
                now.plus(takes).plus(longer), Optional.empty(), Optional.empty());
        keep(work);
        schedule(work);
        return work.told(now);
    }

    private void schedule(Work work) {
        var delay = Math.max(0, Duration.between(clock.instant(), work.ends()).toMillis());
        timer.schedule(() -> Thread.ofVirtual().start(() -> finish(work)), delay, TimeUnit.MILLISECONDS);
    }

    private void finish(Work work) {
        Optional<String> error;
        try {
            error = faults.hit(Kind.OPERATION_ERROR, work.cluster().project(), work.cluster().name())
                    .map(fault -> fault.detail().isEmpty() ? "Internal error: the operation failed on purpose." : fault.detail());
            if (error.isEmpty()) {
                takeEffect(work);
            }
        } catch (RuntimeException e) { // nobody waits on this thread: whatever failed is what the operation says
            error = Optional.of("Internal error: " + e.getMessage());
        }
        ended(work, error);
    }

    private synchronized void ended(Work work, Optional<String> error) {
        error.flatMap(text -> find(work.cluster())).ifPresent(cluster -> keep(work.cluster(), failed(cluster, work, error.get())));
        keep(work.end(clock.instant(), error));
    }

    /** A cluster that could not be created stays, in error, until it is deleted; a change that failed leaves it running. */
    private static Cluster failed(Cluster cluster, Work work, String error) {
        var status = work.type() == Operation.Type.CREATE_CLUSTER ? Cluster.Status.ERROR : Cluster.Status.RUNNING;
        var failed = withPool(cluster, work.pool(), pool -> pool.toBuilder().setStatus(NodePool.Status.ERROR).setStatusMessage(error).build());
        return failed.toBuilder().setStatus(status).setStatusMessage(error).build();
    }

    private void takeEffect(Work work) {
        var key = work.cluster();
        if (work.type() == Operation.Type.DELETE_CLUSTER) {
            find(key).ifPresent(this::remove);
            return;
        }
        var cluster = find(key).orElseThrow();
        var server = backends.start(key, cluster.getCurrentMasterVersion());
        switch (work.type()) {
            case CREATE_CLUSTER -> cluster.getNodePoolsList().forEach(pool -> join(server, pool, pool.getInitialNodeCount()));
            case DELETE_NODE_POOL -> server.removeNodes(work.pool());
            default -> resize(server, cluster, work);
        }
        change(key, now -> settled(now, work, server));
    }

    private void remove(Cluster cluster) {
        var key = key(cluster);
        if (!cluster.getEndpoint().isEmpty()) {
            var server = backends.start(key, cluster.getCurrentMasterVersion());
            cluster.getNodePoolsList().forEach(pool -> server.removeNodes(pool.getName()));
        }
        backends.remove(key);
        forget(key);
    }

    private static ClusterKey key(Cluster cluster) {
        return ClusterKey.of(cluster.getSelfLink().substring(Work.LINKS.length()));
    }

    private static void resize(KubernetesBackend server, Cluster cluster, Work work) {
        var pool = cluster.getNodePoolsList().stream().filter(candidate -> candidate.getName().equals(work.pool())).findFirst().orElseThrow();
        if (work.size() < pool.getInitialNodeCount()) {
            server.removeNodes(work.pool()); // the seam knows no part of a pool
        }
        join(server, pool, work.size());
    }

    private static void join(KubernetesBackend server, NodePool pool, int perZone) {
        if (perZone > 0) {
            server.addNodes(pool.getName(), pool.getConfig().getMachineType(), pool.getLocationsList(), perZone);
        }
    }

    private static Cluster settled(Cluster cluster, Work work, KubernetesBackend server) {
        var pools = cluster.getNodePoolsList().stream()
                .filter(pool -> work.type() != Operation.Type.DELETE_NODE_POOL || !pool.getName().equals(work.pool()))
                .map(pool -> pool.getName().equals(work.pool()) ? pool.toBuilder().setInitialNodeCount(work.size()).build() : pool)
                .map(pool -> pool.toBuilder().setStatus(NodePool.Status.RUNNING).clearStatusMessage().build())
                .toList();
        return addressed(cluster, server).toBuilder()
                .setStatus(Cluster.Status.RUNNING)
                .clearStatusMessage()
                .clearNodePools()
                .addAllNodePools(pools)
                .setCurrentNodeCount(pools.stream().mapToInt(pool -> pool.getInitialNodeCount() * pool.getLocationsCount()).sum())
                .build();
    }

    private static Cluster addressed(Cluster cluster, KubernetesBackend server) {
        var address = server.endpoint().getHost() + ":" + server.endpoint().getPort();
        var ca = Base64.getEncoder().encodeToString(server.caCertificate().getBytes(StandardCharsets.UTF_8));
        var endpoints = cluster.getControlPlaneEndpointsConfig().toBuilder();
        endpoints.getDnsEndpointConfigBuilder().setEndpoint(address);
        return cluster.toBuilder()
                .setEndpoint(address)
                .setMasterAuth(MasterAuth.newBuilder().setClusterCaCertificate(ca))
                .setControlPlaneEndpointsConfig(endpoints)
                .build();
    }

    private static Cluster withPool(Cluster cluster, String name, UnaryOperator<NodePool> change) {
        var pools = cluster.getNodePoolsList().stream().map(pool -> pool.getName().equals(name) ? change.apply(pool) : pool).toList();
        return cluster.toBuilder().clearNodePools().addAllNodePools(pools).build();
    }

    private synchronized void change(ClusterKey key, UnaryOperator<Cluster> change) {
        find(key).ifPresent(cluster -> keep(key, change.apply(cluster)));
    }

    private void keep(ClusterKey key, Cluster cluster) {
        clusters.put(key, cluster);
        folder.write(key.file() + SUFFIX, TextFormat.printer().printToString(cluster));
    }

    private synchronized void forget(ClusterKey key) {
        clusters.remove(key);
        folder.delete(key.file() + SUFFIX);
    }

    private synchronized void keep(Work work) {
        works.put(work.name(), work);
        var dayAgo = clock.instant().minus(Duration.ofDays(1));
        works.values().removeIf(old -> old.ended().map(end -> end.isBefore(dayAgo)).orElse(false));
        folder.write(OPERATIONS, List.copyOf(works.values()));
    }

    private Cluster read(String name) {
        try {
            return TextFormat.parse(folder.text(name).orElseThrow(), Cluster.class);
        } catch (TextFormat.ParseException e) {
            throw new IllegalStateException("Not a cluster: " + folder.path().resolve(name), e);
        }
    }

    /** One cluster at a glance. */
    public record Line(ClusterKey cluster, String status, String message, String version, String endpoint, int nodes) {}

    /** How long operations take. */
    record Pace(Duration create, Duration change) {}
}
