package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import java.util.Optional;

/**
 * How far a workload has come, and the early signs that it will not come further. Nothing is believed that was not observed for
 * the present generation.
 */
sealed interface Rollout permits DeploymentRollout, StatefulSetRollout, JobRun {

    /** Absent where the object is not there. */
    static Optional<Rollout> read(Connection read, ObjectRef ref) {
        return read.get(ref).map(workload -> switch (ref.kind()) {
            case "Deployment" -> DeploymentRollout.read(read, workload);
            case "StatefulSet" -> new StatefulSetRollout(workload, Pods.of(read, workload, ""), StatefulSetRollout.failures(read, workload));
            case "Job" -> new JobRun(workload, Pods.of(read, workload, "").all());
            default -> throw new IllegalArgumentException("No rollout is known of a " + ref.kind());
        });
    }

    /** What is still missing, in words; empty when the rollout has ended well. */
    String missing(int minimum);

    Optional<Sign> sign();

    /** That Kubernetes itself has given up waiting; it does so, too, while the pods wait for something that a person has to bring. */
    default Optional<Sign> outOfTime() {
        return Optional.empty();
    }

    /** For the record, when nothing is missing. */
    String done();

    Pods pods();

    /**
     * An early sign of failure.
     *
     * @param sure whether it will not mend by itself; others need to stand for a while
     * @param about the pod, or the object that cannot make one
     */
    record Sign(String cause, boolean sure, Optional<KubeObject> about, String container) {}
}
