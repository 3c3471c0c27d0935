package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.KUBELET;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays the containers of pods that have a node: pulled, started, ready, ended; or not, where a fault says so. What has been
 * reached stands in the pods' status; only how long the present step still takes is kept here.
 */
final class Kubelet implements Hand {

    private static final double SHUTDOWN_SECONDS = 1;
    private static final double SETUP_SECONDS = 0.4;

    private final Scene scene;
    private final Containers containers;
    private final Map<String, Instant> setups = new HashMap<>();
    private final Map<String, Instant> shutdowns = new HashMap<>();

    Kubelet(Scene scene, Events events) {
        this.scene = scene;
        containers = new Containers(scene, events);
    }

    @Override
    public Optional<Instant> play(Instant now) {
        var pods = scene.all("Pod").stream().filter(pod -> Json.has(pod, "spec.nodeName")).toList();
        forget(pods);
        return pods.stream().map(pod -> Scene.ending(pod) ? stop(pod, now) : run(pod, now)).flatMap(Optional::stream).min(Instant::compareTo);
    }

    private void forget(List<ObjectNode> pods) {
        var uids = pods.stream().map(Kubelet::uid).collect(Collectors.toCollection(HashSet::new));
        setups.keySet().retainAll(uids);
        shutdowns.keySet().retainAll(uids);
        containers.forget(uids);
    }

    private Optional<Instant> stop(ObjectNode pod, Instant now) {
        var end = shutdowns.computeIfAbsent(uid(pod), uid -> scene.pace().after(now, SHUTDOWN_SECONDS));
        if (end.isAfter(now)) {
            return Optional.of(end);
        }
        scene.finish(pod);
        return Optional.empty();
    }

    private Optional<Instant> run(ObjectNode pod, Instant now) {
        if (ReplicaSets.ended(pod)) {
            return Optional.empty();
        }
        var ready = setups.computeIfAbsent(uid(pod), uid -> scene.pace().after(now, SETUP_SECONDS));
        if (!Json.has(pod, "status.startTime")) {
            scene.status(pod, KUBELET, current -> accept(current, now));
            return Optional.of(ready);
        }
        if (ready.isAfter(now)) {
            return Optional.of(ready);
        }
        if (!Json.has(pod, "status.podIP")) {
            scene.status(pod, KUBELET, current -> address(current, now));
        }
        var next = containers.play(scene.fresh(pod).orElse(pod), now);
        scene.fresh(pod).ifPresent(current -> scene.status(current, KUBELET, status -> conclude(status, now)));
        return next;
    }

    private void accept(ObjectNode pod, Instant now) {
        var status = Json.in(pod, "status").put("startTime", Conditions.text(now)).put("phase", "Pending");
        scene.get("Node", "", Json.text(pod, "spec.nodeName"))
                .flatMap(node -> Json.objects(node, "status.addresses").stream().findFirst())
                .ifPresent(address -> {
                    status.put("hostIP", Json.text(address, "address"));
                    status.putArray("hostIPs").addObject().put("ip", Json.text(address, "address"));
                });
        condition(pod, "PodReadyToStartContainers", false, "", "", now);
        var initial = Json.objects(pod, "spec.initContainers");
        var reason = initial.isEmpty() ? "ContainerCreating" : "PodInitializing";
        if (!initial.isEmpty()) {
            var statuses = status.putArray("initContainerStatuses");
            initial.forEach(container -> Containers.waiting(statuses.addObject(), container, reason, ""));
        }
        var statuses = status.putArray("containerStatuses");
        Json.objects(pod, "spec.containers").forEach(container -> Containers.waiting(statuses.addObject(), container, reason, ""));
        initialized(pod, now);
        readiness(pod, false, now);
        condition(pod, "PodScheduled", true, "", "", now);
    }

    private static void address(ObjectNode pod, Instant now) {
        var random = ThreadLocalRandom.current();
        var ip = "10.195." + random.nextInt(256) + "." + random.nextInt(1, 255);
        var status = Json.in(pod, "status").put("podIP", ip);
        status.putArray("podIPs").addObject().put("ip", ip);
        condition(pod, "PodReadyToStartContainers", true, "", "", now);
    }

    private static void initialized(ObjectNode pod, Instant now) {
        var incomplete = Json.objects(pod, "status.initContainerStatuses").stream().filter(status -> !Containers.completed(status))
                .map(status -> Json.text(status, "name")).collect(Collectors.joining(" "));
        boolean done = incomplete.isEmpty();
        condition(pod, "Initialized", done, done ? "" : "ContainersNotInitialized",
                done ? "" : "containers with incomplete status: [" + incomplete + "]", now);
    }

    /** What follows for the pod from the states of its containers. */
    private static void conclude(ObjectNode pod, Instant now) {
        initialized(pod, now);
        if (Json.text(pod, "spec.restartPolicy").equals("Never") && Json.objects(pod, "status.initContainerStatuses").stream()
                .anyMatch(status -> Json.number(status, "state.terminated.exitCode") != 0)) {
            Json.in(pod, "status").put("phase", "Failed");
        }
        var statuses = Json.objects(pod, "status.containerStatuses");
        boolean over = statuses.stream().allMatch(status -> Json.has(status, "state.terminated"));
        boolean restarts = Json.text(pod, "spec.restartPolicy").equals("Always");
        boolean failed = statuses.stream().anyMatch(status -> Json.number(status, "state.terminated.exitCode") != 0);
        boolean again = failed && Json.text(pod, "spec.restartPolicy").equals("OnFailure");
        boolean running = statuses.stream().anyMatch(status -> Json.has(status, "state.running") || Json.has(status, "lastState.terminated"));
        if (over && !restarts && !again) {
            Json.in(pod, "status").put("phase", failed ? "Failed" : "Succeeded");
        } else if (running) {
            Json.in(pod, "status").put("phase", "Running");
        }
        readiness(pod, statuses.stream().allMatch(status -> status.path("ready").asBoolean(false)), now);
    }

    private static void readiness(ObjectNode pod, boolean ready, Instant now) {
        boolean completed = Json.text(pod, "status.phase").equals("Succeeded");
        var unready = Json.objects(pod, "status.containerStatuses").stream().filter(status -> !status.path("ready").asBoolean(false))
                .map(status -> Json.text(status, "name")).collect(Collectors.joining(" "));
        var reason = ready ? "" : completed ? "PodCompleted" : "ContainersNotReady";
        var message = ready || completed ? "" : "containers with unready status: [" + unready + "]";
        condition(pod, "Ready", ready, reason, message, now);
        condition(pod, "ContainersReady", ready, reason, message, now);
    }

    static void condition(ObjectNode pod, String type, boolean holds, String reason, String message, Instant now) {
        Conditions.set(pod, type, holds, reason, message, now).put("observedGeneration", Json.number(pod, "metadata.generation"));
        Json.in(pod, "status").put("observedGeneration", Json.number(pod, "metadata.generation"));
    }

    private static String uid(ObjectNode pod) {
        return Json.text(pod, "metadata.uid");
    }
}
