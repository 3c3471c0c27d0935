package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps as many pods as each ReplicaSet wants. */
final class ReplicaSets implements Hand {

    private static final String COMPONENT = "replicaset-controller";
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Scene scene;
    private final Events events;

    ReplicaSets(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        return scene.led("ReplicaSet").stream()
                .map(set -> play(set, now))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> play(ObjectNode set, Instant now) {
        var pods = active(set);
        int wanted = Deployments.wanted(set);
        var failure = Optional.<String>empty();
        for (int i = pods.size(); i < wanted && failure.isEmpty(); i++) {
            failure = create(set, now);
        }
        pods.stream().sorted(DISPENSABLE).limit(Math.max(0, pods.size() - wanted)).forEach(pod -> {
            scene.delete(pod);
            events.normal(set, COMPONENT, "SuccessfulDelete", "Deleted pod: " + Scene.name(pod), now);
        });
        status(set, failure, now);
        return failure.isPresent() ? Optional.of(now.plus(RETRY)) : nextAvailable(set, now);
    }

    /** Which pods go first: those that do least. */
    private static final Comparator<ObjectNode> DISPENSABLE = Comparator
            .comparing((ObjectNode pod) -> Json.has(pod, "spec.nodeName"))
            .thenComparing(pod -> Json.text(pod, "status.phase").equals("Running"))
            .thenComparing(pod -> Conditions.isTrue(pod, "Ready"))
            .thenComparing(pod -> -Json.objects(pod, "status.containerStatuses").stream().mapToInt(status -> Json.number(status, "restartCount")).sum())
            .thenComparing(Comparator.comparing((ObjectNode pod) -> Scene.time(pod, "metadata.creationTimestamp")).reversed());

    private List<ObjectNode> active(ObjectNode set) {
        return scene.children(set, "Pod").stream()
                .filter(pod -> !Scene.ending(pod) && !ended(pod))
                .toList();
    }

    static boolean ended(ObjectNode pod) {
        var phase = Json.text(pod, "status.phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private Optional<String> create(ObjectNode set, Instant now) {
        try {
            var pod = scene.create(Pods.from(set, (ObjectNode) Json.at(set, "spec.template")), CONTROLLERS);
            events.normal(set, COMPONENT, "SuccessfulCreate", "Created pod: " + Scene.name(pod), now);
            return Optional.empty();
        } catch (RuntimeException refused) {
            events.warning(set, COMPONENT, "FailedCreate", "Error creating: " + refused.getMessage(), now);
            return Optional.of(refused.getMessage());
        }
    }

    private void status(ObjectNode set, Optional<String> failure, Instant now) {
        var pods = active(set);
        var labels = Json.at(set, "spec.template.metadata.labels");
        int wait = Json.number(set, "spec.minReadySeconds");
        scene.status(set, CONTROLLERS, current -> {
            var status = Json.in(current, "status");
            status.put("replicas", pods.size());
            status.put("fullyLabeledReplicas", (int) pods.stream().filter(pod -> labels.properties().stream()
                    .allMatch(label -> label.getValue().equals(Json.at(pod, "metadata.labels").path(label.getKey())))).count());
            status.put("readyReplicas", (int) pods.stream().filter(pod -> Conditions.isTrue(pod, "Ready")).count());
            status.put("availableReplicas", (int) pods.stream().filter(pod -> availableSince(pod, wait).filter(since -> !since.isAfter(now)).isPresent()).count());
            status.put("terminatingReplicas", (int) scene.children(set, "Pod").stream().filter(pod -> Scene.ending(pod) && !ended(pod)).count());
            status.put("observedGeneration", Json.number(current, "metadata.generation"));
            if (failure.isEmpty()) {
                Conditions.remove(current, "ReplicaFailure");
            } else if (Conditions.find(current, "ReplicaFailure").isEmpty()) {
                Conditions.set(current, "ReplicaFailure", true, "FailedCreate", failure.get(), now);
            }
        });
    }

    private Optional<Instant> nextAvailable(ObjectNode set, Instant now) {
        int wait = Json.number(set, "spec.minReadySeconds");
        return active(set).stream().map(pod -> availableSince(pod, wait)).flatMap(Optional::stream).filter(since -> since.isAfter(now))
                .min(Instant::compareTo);
    }

    static Optional<Instant> availableSince(ObjectNode pod, int minReadySeconds) {
        return Conditions.find(pod, "Ready").filter(condition -> Json.text(condition, "status").equals("True"))
                .map(condition -> Scene.time(condition, "lastTransitionTime").plusSeconds(minReadySeconds));
    }
}
