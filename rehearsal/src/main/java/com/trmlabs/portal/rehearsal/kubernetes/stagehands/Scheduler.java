package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds nodes for pods: by selector, room, and as evenly as can be; says why where there is none. */
final class Scheduler implements Hand {

    private static final double RETRY_SECONDS = 2;

    private final Scene scene;
    private final Events events;

    Scheduler(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        var waiting = scene.all("Pod").stream()
                .filter(pod -> !Json.has(pod, "spec.nodeName") && !Scene.ending(pod) && !ReplicaSets.ended(pod))
                .toList();
        waiting.forEach(pod -> schedule(pod, now));
        return waiting.isEmpty() ? Optional.empty() : Optional.of(scene.pace().after(now, RETRY_SECONDS));
    }

    private void schedule(ObjectNode pod, Instant now) {
        var nodes = scene.all("Node");
        var obstacles = nodes.stream().collect(Collectors.toMap(Function.identity(), node -> obstacles(pod, node)));
        var fault = scene.stage().active(Kind.UNSCHEDULABLE, Scene.namespace(pod) + "/" + Scene.name(pod));
        if (fault.isPresent()) {
            obstacles.replaceAll((node, known) -> List.of("Insufficient cpu", "Insufficient memory"));
        }
        var chosen = obstacles.entrySet().stream().filter(entry -> entry.getValue().isEmpty()).map(Map.Entry::getKey)
                .min(Comparator.comparing(this::podsOn).thenComparing(Scene::name));
        chosen.ifPresentOrElse(node -> bind(pod, node, now), () -> refuse(pod, nodes.size(), obstacles.values(), now));
    }

    private void bind(ObjectNode pod, ObjectNode node, Instant now) {
        scene.bind(pod, node);
        scene.status(pod, "kube-scheduler", current -> Kubelet.condition(current, "PodScheduled", true, "", "", now));
        events.scheduler(pod, "Normal", "Scheduled", "Successfully assigned " + Scene.namespace(pod) + "/" + Scene.name(pod) + " to "
                + Scene.name(node), "Binding", now);
    }

    private void refuse(ObjectNode pod, int nodes, Iterable<List<String>> obstacles, Instant now) {
        var message = nodes == 0 ? "no nodes available to schedule pods" : message(pod, nodes, obstacles);
        boolean told = Conditions.find(pod, "PodScheduled").filter(condition -> Json.text(condition, "message").equals(message)).isPresent();
        if (!told) {
            scene.status(pod, "kube-scheduler", current -> Kubelet.condition(current, "PodScheduled", false, "Unschedulable", message, now));
            events.scheduler(pod, "Warning", "FailedScheduling", message, "Scheduling", now);
        }
    }

    private String message(ObjectNode pod, int nodes, Iterable<List<String>> obstacles) {
        var counts = new TreeMap<String, Integer>();
        obstacles.forEach(reasons -> reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum)));
        var reasons = counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).collect(Collectors.joining(", "));
        boolean full = counts.keySet().stream().anyMatch(reason -> reason.startsWith("Insufficient") || reason.startsWith("Too many"));
        var preemption = full && scene.all("Node").stream().anyMatch(node -> couldHold(node, pod)) ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling";
        return "0/" + nodes + " nodes are available: " + reasons + ". no new claims to deallocate, preemption: 0/" + nodes
                + " nodes are available: " + nodes + " " + preemption + ".";
    }

    private List<String> obstacles(ObjectNode pod, ObjectNode node) {
        if (Json.at(node, "spec.unschedulable").asBoolean(false)) {
            return List.of("node(s) were unschedulable");
        }
        boolean selected = Json.at(pod, "spec.nodeSelector").properties().stream()
                .allMatch(wanted -> wanted.getValue().equals(Json.at(node, "metadata.labels").path(wanted.getKey())));
        if (!selected) {
            return List.of("node(s) didn't match Pod's node affinity/selector");
        }
        var problems = new ArrayList<String>();
        if (podsOn(node) >= amount(Json.at(node, "status.allocatable.pods"), Quantity::whole)) {
            problems.add("Too many pods");
        }
        if (lacks(pod, node, "cpu", Quantity::milli)) {
            problems.add("Insufficient cpu");
        }
        if (lacks(pod, node, "memory", Quantity::whole)) {
            problems.add("Insufficient memory");
        }
        return problems;
    }

    /** Whether the pod would fit on the node if it were empty. */
    private static boolean couldHold(ObjectNode node, ObjectNode pod) {
        return requested(pod, "cpu", Quantity::milli) <= amount(Json.at(node, "status.allocatable.cpu"), Quantity::milli)
                && requested(pod, "memory", Quantity::whole) <= amount(Json.at(node, "status.allocatable.memory"), Quantity::whole);
    }

    private boolean lacks(ObjectNode pod, ObjectNode node, String resource, Function<Quantity, Long> measure) {
        long used = on(node).stream().mapToLong(other -> requested(other, resource, measure)).sum();
        return used + requested(pod, resource, measure) > amount(Json.at(node, "status.allocatable." + resource), measure);
    }

    private static long requested(ObjectNode pod, String resource, Function<Quantity, Long> measure) {
        return Json.objects(pod, "spec.containers").stream()
                .mapToLong(container -> amount(Json.at(container, "resources.requests." + resource), measure))
                .sum();
    }

    private static long amount(JsonNode quantity, Function<Quantity, Long> measure) {
        return Quantity.parse(quantity.asString("0")).map(measure).orElse(0L);
    }

    private int podsOn(ObjectNode node) {
        return on(node).size();
    }

    private List<ObjectNode> on(ObjectNode node) {
        return scene.all("Pod").stream()
                .filter(pod -> Json.text(pod, "spec.nodeName").equals(Scene.name(node)) && !ReplicaSets.ended(pod))
                .toList();
    }
}
