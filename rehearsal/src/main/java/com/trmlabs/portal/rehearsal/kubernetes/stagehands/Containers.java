package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.KUBELET;

import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plays single containers, at the times that were measured on a real cluster. */
final class Containers {

    private static final double PULL_SECONDS = 0.8;
    private static final double BACK_OFF_SHOWS_SECONDS = 12;
    private static final double CRASH_SECONDS = 0.3;
    private static final double FIRST_BACK_OFF_SECONDS = 10;
    private static final int LONGEST_BACK_OFF_SECONDS = 300;
    private static final double READY_SECONDS = 2;
    private static final double LOOK_SECONDS = 2;

    /** When the present step of a container is over, and how often it has been tried. */
    private record Turn(Instant due, int tries) {}

    private final Scene scene;
    private final Events events;
    private final Map<String, Turn> turns = new HashMap<>();

    Containers(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    void forget(Set<String> livingPods) {
        turns.keySet().removeIf(key -> !livingPods.contains(key.substring(0, key.indexOf('/'))));
    }

    /** @return when a container has something to do next */
    Optional<Instant> play(ObjectNode pod, Instant now) {
        var first = Json.objects(pod, "spec.initContainers").stream().filter(container -> !completed(status(pod, container))).findFirst();
        if (first.isPresent()) {
            return play(pod, first.get(), now);
        }
        var next = new ArrayList<Instant>();
        for (var container : Json.objects(pod, "spec.containers")) {
            scene.fresh(pod).ifPresent(current -> play(current, container, now).ifPresent(next::add));
        }
        return next.stream().min(Instant::compareTo);
    }

    static boolean completed(ObjectNode status) {
        return Json.has(status, "state.terminated") && Json.number(status, "state.terminated.exitCode") == 0;
    }

    private static boolean initial(ObjectNode pod, ObjectNode container) {
        return Json.objects(pod, "spec.initContainers").stream().anyMatch(other -> Scene.same(other, container));
    }

    private Optional<Instant> play(ObjectNode pod, ObjectNode container, Instant now) {
        var status = status(pod, container);
        var key = Json.text(pod, "metadata.uid") + "/" + Json.text(container, "name");
        var turn = turns.getOrDefault(key, new Turn(Instant.EPOCH, 0));
        if (turn.due().isAfter(now)) {
            return Optional.of(turn.due());
        }
        var then = Json.has(status, "state.running")
                ? running(pod, container, status, turn, now)
                : Json.has(status, "state.terminated") ? terminated(pod, container, status, turn, now) : waiting(pod, container, status, turn, now);
        then.ifPresentOrElse(known -> turns.put(key, known), () -> turns.remove(key));
        return then.map(Turn::due);
    }

    private Optional<Turn> waiting(ObjectNode pod, ObjectNode container, ObjectNode status, Turn turn, Instant now) {
        var reason = Json.text(status, "state.waiting.reason");
        var image = Json.text(container, "image");
        var missing = References.missing(scene, pod, container);
        if (missing.isPresent()) {
            return missing(pod, container, missing.get(), now);
        }
        if (scene.stage().active(Kind.IMAGE_PULL, image).isPresent()) {
            return notPulled(pod, container, reason, turn, now);
        }
        if (turn.tries() == 0 && (reason.equals("ContainerCreating") || reason.equals("PodInitializing"))) {
            tell(pod, container, "Pulling", "Pulling image \"" + image + "\"", now);
            return Optional.of(new Turn(scene.pace().after(now, PULL_SECONDS), 1));
        }
        start(pod, container, now);
        return Optional.of(new Turn(scene.pace().after(now, crashes(image) ? CRASH_SECONDS : READY_SECONDS), turn.tries()));
    }

    private Optional<Turn> missing(ObjectNode pod, ObjectNode container, References.Missing missing, Instant now) {
        if (missing.volume()) {
            warn(pod, container, "FailedMount", "MountVolume.SetUp failed for volume \"" + missing.where() + "\" : " + missing.what(), now);
        } else {
            change(pod, container, status -> waiting(status, container, "CreateContainerConfigError", missing.what()));
            warn(pod, container, "Failed", "Error: " + missing.what(), now);
        }
        return Optional.of(new Turn(scene.pace().after(now, LOOK_SECONDS), 0));
    }

    /** ErrImagePull at a try, ImagePullBackOff between tries. */
    private Optional<Turn> notPulled(ObjectNode pod, ObjectNode container, String reason, Turn turn, Instant now) {
        var image = Json.text(container, "image");
        if (reason.equals("ErrImagePull")) {
            var message = "Back-off pulling image \"" + image + "\": ErrImagePull: " + pullError(image);
            change(pod, container, status -> waiting(status, container, "ImagePullBackOff", message));
            events.normal(pod, KUBELET, "BackOff", "Back-off pulling image \"" + image + "\"", now);
            warn(pod, container, "Failed", "Error: ImagePullBackOff", now);
            return Optional.of(new Turn(scene.pace().after(now, backOff(turn.tries())), turn.tries() + 1));
        }
        tell(pod, container, "Pulling", "Pulling image \"" + image + "\"", now);
        change(pod, container, status -> waiting(status, container, "ErrImagePull", pullError(image)));
        warn(pod, container, "Failed", "Failed to pull image \"" + image + "\": " + pullError(image), now);
        warn(pod, container, "Failed", "Error: ErrImagePull", now);
        return Optional.of(new Turn(scene.pace().after(now, BACK_OFF_SHOWS_SECONDS), turn.tries()));
    }

    private static String pullError(String image) {
        return "rpc error: code = NotFound desc = failed to pull and unpack image \"" + image + "\": failed to resolve reference \"" + image
                + "\": " + image + ": not found";
    }

    private static double backOff(int tries) {
        return Math.min(LONGEST_BACK_OFF_SECONDS, FIRST_BACK_OFF_SECONDS * Math.pow(2, Math.max(0, tries - 1)));
    }

    private void start(ObjectNode pod, ObjectNode container, Instant now) {
        var image = Json.text(container, "image");
        tell(pod, container, "Pulled", "Successfully pulled image \"" + image + "\"", now);
        tell(pod, container, "Created", "Container created", now);
        tell(pod, container, "Started", "Container started", now);
        change(pod, container, status -> {
            status.putObject("state").putObject("running").put("startedAt", Conditions.text(now));
            status.put("started", true).put("ready", false).put("image", image).put("imageID", image);
            status.put("containerID", "containerd://" + UUID.randomUUID().toString().replace("-", ""));
        });
    }

    private Optional<Turn> running(ObjectNode pod, ObjectNode container, ObjectNode status, Turn turn, Instant now) {
        var image = Json.text(container, "image");
        boolean ready = status.path("ready").asBoolean(false);
        if (!ready && crashes(image)) {
            end(pod, container, 1, now);
            return Optional.of(new Turn(scene.pace().after(now, CRASH_SECONDS), turn.tries()));
        }
        if (initial(pod, container) || !Json.text(pod, "spec.restartPolicy").equals("Always")) {
            end(pod, container, 0, now);
            return Optional.empty();
        }
        if (ready) {
            return Optional.empty();
        }
        if (scene.stage().active(Kind.NEVER_READY, image).isPresent()) {
            if (Json.has(container, "readinessProbe")) {
                warn(pod, container, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", now);
            }
            return Optional.of(new Turn(scene.pace().after(now, FIRST_BACK_OFF_SECONDS), turn.tries()));
        }
        change(pod, container, current -> current.put("ready", true));
        return Optional.empty();
    }

    private boolean crashes(String image) {
        return scene.stage().active(Kind.CRASH_LOOP, image).isPresent();
    }

    private void end(ObjectNode pod, ObjectNode container, int exitCode, Instant now) {
        change(pod, container, status -> {
            var started = Json.text(status, "state.running.startedAt");
            var id = Json.text(status, "containerID");
            status.putObject("state").putObject("terminated").put("exitCode", exitCode).put("reason", exitCode == 0 ? "Completed" : "Error")
                    .put("startedAt", started).put("finishedAt", Conditions.text(now)).put("containerID", id);
            status.put("ready", exitCode == 0 && initial(pod, container)).put("started", false);
        });
    }

    /** CrashLoopBackOff until the next start. */
    private Optional<Turn> terminated(ObjectNode pod, ObjectNode container, ObjectNode status, Turn turn, Instant now) {
        boolean failed = Json.number(status, "state.terminated.exitCode") != 0;
        var policy = Json.text(pod, "spec.restartPolicy");
        if (policy.equals("Never") || (policy.equals("OnFailure") && !failed)) {
            return Optional.empty();
        }
        int restarts = Json.number(status, "restartCount");
        if (restarts == 0) {
            restart(pod, container, now);
            return Optional.of(new Turn(scene.pace().after(now, CRASH_SECONDS), 1));
        }
        double seconds = backOff(restarts);
        var message = "back-off " + clock(seconds) + " restarting failed container=" + Json.text(container, "name") + " pod=" + Scene.name(pod) + "_"
                + Scene.namespace(pod) + "(" + Json.text(pod, "metadata.uid") + ")";
        change(pod, container, current -> {
            current.putObject("lastState").set("terminated", Json.at(current, "state.terminated"));
            current.putObject("state").putObject("waiting").put("reason", "CrashLoopBackOff").put("message", message);
            current.put("restartCount", restarts + 1);
        });
        warn(pod, container, "BackOff", "Back-off restarting failed container " + Json.text(container, "name") + " in pod " + Scene.name(pod) + "_"
                + Scene.namespace(pod) + "(" + Json.text(pod, "metadata.uid") + ")", now);
        return Optional.of(new Turn(scene.pace().after(now, seconds), 1));
    }

    private static String clock(double seconds) {
        int whole = (int) seconds;
        return whole >= 60 ? whole / 60 + "m" + whole % 60 + "s" : whole + "s";
    }

    /** The first restart comes at once. */
    private void restart(ObjectNode pod, ObjectNode container, Instant now) {
        change(pod, container, status -> {
            status.putObject("lastState").set("terminated", Json.at(status, "state.terminated"));
            status.put("restartCount", Json.number(status, "restartCount") + 1);
        });
        start(pod, container, now);
    }

    static void waiting(ObjectNode status, JsonNode container, String reason, String message) {
        status.put("name", Json.text(container, "name")).put("image", Json.text(container, "image"));
        var waiting = status.putObject("state").putObject("waiting").put("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
        status.put("ready", false).put("started", false);
    }

    private void change(ObjectNode pod, ObjectNode container, Consumer<ObjectNode> change) {
        scene.status(pod, KUBELET, current -> change.accept(status(current, container)));
    }

    private static ObjectNode status(ObjectNode pod, ObjectNode container) {
        return Stream.of("status.initContainerStatuses", "status.containerStatuses")
                .flatMap(list -> Json.objects(pod, list).stream())
                .filter(status -> Scene.same(status, container))
                .findFirst()
                .orElseThrow();
    }

    private void tell(ObjectNode pod, ObjectNode container, String reason, String message, Instant now) {
        events.normal(pod, KUBELET, reason, message, now);
    }

    private void warn(ObjectNode pod, ObjectNode container, String reason, String message, Instant now) {
        events.warning(pod, KUBELET, reason, message, now);
    }
}
