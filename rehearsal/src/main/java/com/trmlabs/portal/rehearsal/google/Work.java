package com.trmlabs.portal.rehearsal.google;

import com.google.container.v1.Operation;
import com.google.container.v1.OperationProgress;
import com.google.container.v1.OperationProgress.Metric;
import com.google.rpc.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One operation of the container engine.
 *
 * @param pool the node pool it is about, empty when it is about the cluster
 * @param size nodes in each zone that a resize leads to
 * @param ends when its effect comes
 * @param ended when it was over; absent while it runs
 * @param error set when it ended badly
 */
record Work(String name, ClusterKey cluster, Operation.Type type, String pool, int size, Instant started, Instant ends,
        Optional<Instant> ended, Optional<String> error) {

    static final String LINKS = "https://container.googleapis.com/v1/";

    boolean running() {
        return ended.isEmpty();
    }

    Work end(Instant now, Optional<String> error) {
        return new Work(name, cluster, type, pool, size, started, ends, Optional.of(now), error);
    }

    /** As Google tells it, with the progress that the clock allows. */
    Operation told(Instant now) {
        var place = "projects/" + cluster.project() + "/locations/" + cluster.location();
        var told = Operation.newBuilder()
                .setName(name)
                .setOperationType(type)
                .setLocation(cluster.location())
                .setStatus(running() ? Operation.Status.RUNNING : Operation.Status.DONE)
                .setStartTime(started.toString())
                .setSelfLink(LINKS + place + "/operations/" + name)
                .setTargetLink(LINKS + cluster.path() + (pool.isEmpty() ? "" : "/nodePools/" + pool))
                .setProgress(progress(running() ? share(now) : 1));
        ended.ifPresent(end -> told.setEndTime(end.toString()));
        error.ifPresent(text -> told.setStatusMessage(text)
                .setError(com.google.rpc.Status.newBuilder().setCode(Code.INTERNAL_VALUE).setMessage(text)));
        return told.build();
    }

    private double share(Instant now) {
        var whole = Math.max(1, Duration.between(started, ends).toMillis());
        return Math.clamp(Duration.between(started, now).toMillis() / (double) whole, 0, 0.99);
    }

    /** The documented pair of metrics, and stages with words. */
    private OperationProgress progress(double share) {
        var progress = OperationProgress.newBuilder()
                .setName(name)
                .setStatus(running() ? Operation.Status.RUNNING : Operation.Status.DONE)
                .addMetrics(Metric.newBuilder().setName("progress").setDoubleValue(share))
                .addMetrics(Metric.newBuilder().setName("progress scale").setDoubleValue(1));
        var stages = stages();
        for (int i = 0; i < stages.size(); i++) {
            var passed = share * stages.size() - i;
            var status = passed >= 1 ? Operation.Status.DONE : passed > 0 ? Operation.Status.RUNNING : Operation.Status.PENDING;
            progress.addStages(OperationProgress.newBuilder().setName(stages.get(i)).setStatus(status));
        }
        return progress.build();
    }

    private List<String> stages() {
        return switch (type) {
            case CREATE_CLUSTER -> List.of("CONFIGURING", "DEPLOYING", "STARTING_NODES", "HEALTH_CHECKING");
            case CREATE_NODE_POOL, SET_NODE_POOL_SIZE -> List.of("STARTING_NODES", "HEALTH_CHECKING");
            default -> List.of("DRAINING", "DELETING");
        };
    }
}
