package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.stagehands.Deployments.Revisions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Tells how far a Deployment's rollout has come. */
final class DeploymentStatus {

    private static final String PROGRESSING = "Progressing";

    private final Scene scene;

    DeploymentStatus(Scene scene) {
        this.scene = scene;
    }

    /** @param created the ReplicaSet that has just been made @return when the deadline of its progress ends */
    Optional<Instant> update(ObjectNode deployment, Revisions sets, Optional<ObjectNode> created, Instant now) {
        scene.status(deployment, Scene.CONTROLLERS, current -> {
            if (!sets.all().isEmpty()) {
                sets.current().ifPresent(set -> Json.in(current, "metadata.annotations").put(Deployments.REVISION,
                        Integer.toString(Revisions.revision(set))));
            }
            created.ifPresent(set -> progressing(current, "NewReplicaSetCreated",
                    "Created new replica set \"" + Scene.name(set) + "\"", now));
            var before = current.deepCopy();
            count(current, sets);
            available(current, now);
            judge(before, current, sets, now);
            failures(current, sets, now);
        });
        return Conditions.find(scene.fresh(deployment).orElse(deployment), PROGRESSING)
                .filter(condition -> Json.text(condition, "status").equals("True") && !reason(condition).equals("NewReplicaSetAvailable"))
                .map(condition -> deadline(deployment, condition));
    }

    private static void count(ObjectNode deployment, Revisions sets) {
        var status = Json.in(deployment, "status");
        int wanted = sets.all().stream().mapToInt(Deployments::wanted).sum();
        status.put("observedGeneration", Json.number(deployment, "metadata.generation"));
        status.put("replicas", sum(sets.all(), "replicas"));
        status.put("updatedReplicas", sets.current().map(set -> Json.number(set, "status.replicas")).orElse(0));
        status.put("readyReplicas", sum(sets.all(), "readyReplicas"));
        status.put("availableReplicas", sum(sets.all(), "availableReplicas"));
        status.put("unavailableReplicas", Math.max(0, wanted - Json.number(status, "availableReplicas")));
        status.put("terminatingReplicas", sum(sets.all(), "terminatingReplicas"));
    }

    private static int sum(List<ObjectNode> sets, String field) {
        return sets.stream().mapToInt(set -> Json.number(set, "status." + field)).sum();
    }

    private static void available(ObjectNode deployment, Instant now) {
        boolean enough = Json.number(deployment, "status.availableReplicas") >= Rollout.of(deployment).minAvailable();
        touch(deployment, "Available", enough, enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now);
    }

    private void judge(ObjectNode before, ObjectNode after, Revisions sets, Instant now) {
        var condition = Conditions.find(before, PROGRESSING);
        boolean settled = condition.map(DeploymentStatus::reason).filter("NewReplicaSetAvailable"::equals).isPresent()
                && Json.number(after, "status.replicas") == Json.number(after, "status.updatedReplicas");
        if (settled || Json.number(after, "spec.progressDeadlineSeconds") == Integer.MAX_VALUE) {
            return;
        }
        var subject = sets.current().map(set -> "ReplicaSet \"" + Scene.name(set) + "\"").orElse("Deployment \"" + Scene.name(after) + "\"");
        if (complete(after)) {
            touch(after, PROGRESSING, true, "NewReplicaSetAvailable", subject + " has successfully progressed.", now);
        } else if (progressed(before, after)) {
            progressing(after, "ReplicaSetUpdated", subject + " is progressing.", now);
        } else if (condition.filter(known -> overdue(after, known, now)).isPresent()) {
            touch(after, PROGRESSING, false, "ProgressDeadlineExceeded", subject + " has timed out progressing.", now);
        }
    }

    /** Progress is noted each time, so that the deadline starts anew. */
    private static void progressing(ObjectNode deployment, String reason, String message, Instant now) {
        Conditions.set(deployment, PROGRESSING, true, reason, message, now).put("lastUpdateTime", Conditions.text(now));
    }

    private static void touch(ObjectNode deployment, String type, boolean holds, String reason, String message, Instant now) {
        var known = Conditions.find(deployment, type);
        boolean same = known.filter(condition -> reason(condition).equals(reason)
                && Json.text(condition, "status").equals(holds ? "True" : "False")).isPresent();
        if (!same) {
            Conditions.set(deployment, type, holds, reason, message, now).put("lastUpdateTime", Conditions.text(now));
        }
    }

    static boolean complete(ObjectNode deployment) {
        int replicas = Json.number(deployment, "spec.replicas");
        return Json.number(deployment, "status.updatedReplicas") == replicas
                && Json.number(deployment, "status.replicas") == replicas
                && Json.number(deployment, "status.availableReplicas") == replicas
                && Json.number(deployment, "status.observedGeneration") >= Json.number(deployment, "metadata.generation");
    }

    private static boolean progressed(ObjectNode before, ObjectNode after) {
        return more(before, after, "updatedReplicas") || old(after) < old(before)
                || more(before, after, "readyReplicas") || more(before, after, "availableReplicas");
    }

    private static int old(ObjectNode deployment) {
        return Json.number(deployment, "status.replicas") - Json.number(deployment, "status.updatedReplicas");
    }

    private static boolean more(ObjectNode before, ObjectNode after, String field) {
        return Json.number(after, "status." + field) > Json.number(before, "status." + field);
    }

    private boolean overdue(ObjectNode deployment, ObjectNode condition, Instant now) {
        return !reason(condition).equals("NewReplicaSetAvailable") && !now.isBefore(deadline(deployment, condition));
    }

    /** A second more than the deadline because times are told in whole seconds. */
    private static Instant deadline(ObjectNode deployment, ObjectNode condition) {
        return Scene.time(condition, "lastUpdateTime").plusSeconds(Json.number(deployment, "spec.progressDeadlineSeconds") + 1L);
    }

    private static void failures(ObjectNode deployment, Revisions sets, Instant now) {
        var failure = sets.all().reversed().stream().flatMap(set -> Conditions.find(set, "ReplicaFailure").stream()).findFirst();
        failure.ifPresentOrElse(
                condition -> touch(deployment, "ReplicaFailure", true, reason(condition), Json.text(condition, "message"), now),
                () -> Conditions.remove(deployment, "ReplicaFailure"));
    }

    private static String reason(ObjectNode condition) {
        return Json.text(condition, "reason");
    }
}
