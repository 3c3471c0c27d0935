package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Runs Jobs: pods until enough have succeeded or too many have failed. */
final class Jobs implements Hand {

    private static final String COMPONENT = "job-controller";

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Scene scene;
    private final Events events;

    Jobs(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        return scene.led("Job").stream()
                .map(job -> play(job, now))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> play(ObjectNode job, Instant now) {
        if (Conditions.isTrue(job, "Complete") || Conditions.isTrue(job, "Failed")) {
            return expire(job, now);
        }
        var pods = scene.children(job, "Pod");
        int succeeded = count(pods, "Succeeded");
        int failed = count(pods, "Failed");
        var active = pods.stream().filter(pod -> !ReplicaSets.ended(pod) && !Scene.ending(pod)).toList();
        int wanted = Json.has(job, "spec.completions") ? Json.number(job, "spec.completions") : 1;
        var deadline = deadline(job);
        if (failed > Json.number(job, "spec.backoffLimit")) {
            end(job, active, succeeded, failed, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", now);
        } else if (deadline.filter(time -> !time.isAfter(now)).isPresent()) {
            end(job, active, succeeded, failed, "Failed", "DeadlineExceeded", "Job was active longer than specified deadline", now);
        } else if (succeeded >= wanted) {
            end(job, active, succeeded, failed, "Complete", "CompletionsReached", "Reached expected number of succeeded pods", now);
        } else if (!Json.at(job, "spec.suspend").asBoolean(false)) {
            boolean started = start(job, Math.min(Json.number(job, "spec.parallelism"), wanted - succeeded) - active.size(), now);
            count(job, succeeded, failed, now);
            return started ? deadline : Optional.of(now.plus(RETRY));
        }
        return deadline;
    }

    private static Optional<Instant> deadline(ObjectNode job) {
        return Json.has(job, "spec.activeDeadlineSeconds") && Json.has(job, "status.startTime")
                ? Optional.of(Scene.time(job, "status.startTime").plusSeconds(Json.number(job, "spec.activeDeadlineSeconds")))
                : Optional.empty();
    }

    /** @return whether all could be made */
    private boolean start(ObjectNode job, int more, Instant now) {
        try {
            for (int i = 0; i < more; i++) {
                var pod = scene.create(Pods.from(job, (ObjectNode) Json.at(job, "spec.template")), CONTROLLERS);
                events.normal(job, COMPONENT, "SuccessfulCreate", "Created pod: " + Scene.name(pod), now);
            }
            return true;
        } catch (RuntimeException refused) {
            events.warning(job, COMPONENT, "FailedCreate", "Error creating: " + refused.getMessage(), now);
            return false;
        }
    }

    private void count(ObjectNode job, int succeeded, int failed, Instant now) {
        var active = scene.children(job, "Pod").stream().filter(pod -> !ReplicaSets.ended(pod) && !Scene.ending(pod)).toList();
        scene.status(job, CONTROLLERS, current -> {
            var status = Json.in(current, "status");
            if (!Json.has(status, "startTime")) {
                status.put("startTime", Conditions.text(now));
            }
            status.put("active", active.size()).put("succeeded", succeeded).put("failed", failed).put("terminating", 0);
            status.put("ready", (int) active.stream().filter(pod -> Conditions.isTrue(pod, "Ready")).count());
            status.putObject("uncountedTerminatedPods");
        });
    }

    private void end(ObjectNode job, List<ObjectNode> active, int succeeded, int failed, String type, String reason, String message, Instant now) {
        active.forEach(scene::delete);
        boolean well = type.equals("Complete");
        scene.status(job, CONTROLLERS, current -> {
            var status = Json.in(current, "status");
            status.put("active", 0).put("ready", 0).put("terminating", 0).put("succeeded", succeeded).put("failed", failed);
            status.putObject("uncountedTerminatedPods");
            for (var condition : List.of(well ? "SuccessCriteriaMet" : "FailureTarget", type)) {
                Conditions.set(current, condition, true, reason, message, now).put("lastProbeTime", Conditions.text(now));
            }
            if (well) {
                status.put("completionTime", Conditions.text(now));
            }
        });
        if (well) {
            events.normal(job, COMPONENT, "Completed", "Job completed", now);
        } else {
            events.warning(job, COMPONENT, reason, message, now);
        }
    }

    private Optional<Instant> expire(ObjectNode job, Instant now) {
        if (!Json.has(job, "spec.ttlSecondsAfterFinished")) {
            return Optional.empty();
        }
        var finished = Conditions.of(job).stream().map(condition -> Scene.time(condition, "lastTransitionTime")).max(Instant::compareTo).orElse(now);
        var end = finished.plusSeconds(Json.number(job, "spec.ttlSecondsAfterFinished"));
        if (end.isAfter(now)) {
            return Optional.of(end);
        }
        scene.children(job, "Pod").forEach(scene::delete);
        scene.delete(job);
        return Optional.empty();
    }

    private static int count(List<ObjectNode> pods, String phase) {
        return (int) pods.stream().filter(pod -> Json.text(pod, "status.phase").equals(phase)).count();
    }
}
