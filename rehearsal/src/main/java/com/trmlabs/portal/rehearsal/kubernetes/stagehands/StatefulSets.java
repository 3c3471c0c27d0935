package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the pods of StatefulSets, each under a name of its own and with volumes of its own, which outlive it. */
final class StatefulSets implements Hand {

    private static final String COMPONENT = "statefulset-controller";
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Scene scene;
    private final Events events;

    StatefulSets(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        return scene.led("StatefulSet").stream().map(set -> play(set, now)).flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> play(ObjectNode set, Instant now) {
        var revisions = StatefulRevisions.of(scene, set);
        var failure = move(set, revisions, now);
        var pods = scene.children(set, "Pod");
        scene.status(set, CONTROLLERS, current -> status(current, revisions, pods, now));
        scene.fresh(set).ifPresent(fresh -> StatefulRevisions.of(scene, fresh).forget(scene, fresh, pods));
        return failure.isPresent() ? Optional.of(now.plus(RETRY)) : pods.stream().map(pod -> availableSince(set, pod)).flatMap(Optional::stream)
                .filter(since -> since.isAfter(now)).min(Instant::compareTo);
    }

    /** Does what is next; in order, only as long as all before are available. @return why a pod could not be made */
    private Optional<String> move(ObjectNode set, StatefulRevisions revisions, Instant now) {
        boolean inOrder = !Json.text(set, "spec.podManagementPolicy").equals("Parallel");
        Predicate<ObjectNode> available = pod -> !Scene.ending(pod) && available(set, pod, now);
        for (int ordinal : ordinals(set).toArray()) {
            var pod = pod(set, ordinal);
            var failure = pod.isEmpty() ? create(set, revisions, ordinal, now) : keep(set, pod.get(), ordinal, now);
            if (failure.isPresent() || inOrder && pod.filter(available).isEmpty()) {
                return failure;
            }
        }
        var condemned = condemned(set);
        var unwell = condemned.reversed().stream().filter(available.negate()).findFirst();
        for (var pod : condemned) {
            boolean waits = inOrder && (Scene.ending(pod) || !available.test(pod) && !unwell.equals(Optional.of(pod)));
            if (!waits && !Scene.ending(pod)) {
                delete(set, pod, now);
            }
            if (inOrder) {
                return Optional.empty();
            }
        }
        if (Json.text(set, "spec.updateStrategy.type").equals("RollingUpdate")) {
            roll(set, revisions, available, now);
        }
        return Optional.empty();
    }

    private static IntStream ordinals(ObjectNode set) {
        int start = Json.number(set, "spec.ordinals.start");
        return IntStream.range(start, start + Json.number(set, "spec.replicas"));
    }

    private Optional<ObjectNode> pod(ObjectNode set, int ordinal) {
        return scene.children(set, "Pod").stream().filter(pod -> ordinal(pod) == ordinal).findFirst();
    }

    private static int ordinal(ObjectNode pod) {
        var name = Scene.name(pod);
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    /** Pods that are too many, the last first. */
    private List<ObjectNode> condemned(ObjectNode set) {
        var wanted = ordinals(set).boxed().toList();
        return scene.children(set, "Pod").stream().filter(pod -> !wanted.contains(ordinal(pod)))
                .sorted(Comparator.comparing(StatefulSets::ordinal).reversed()).toList();
    }

    private Optional<String> keep(ObjectNode set, ObjectNode pod, int ordinal, Instant now) {
        if (ReplicaSets.ended(pod) && !Scene.ending(pod)) {
            delete(set, pod, now);
        } else if (Json.text(pod, "status.phase").equals("Pending")) {
            claim(set, ordinal, now);
        }
        return Optional.empty();
    }

    private void delete(ObjectNode set, ObjectNode pod, Instant now) {
        scene.delete(pod);
        events.normal(set, COMPONENT, "SuccessfulDelete", "Delete Pod " + Scene.name(pod) + " in StatefulSet " + Scene.name(set) + " successful", now);
    }

    private Optional<String> create(ObjectNode set, StatefulRevisions revisions, int ordinal, Instant now) {
        var name = Scene.name(set) + "-" + ordinal;
        var about = "Create Pod " + name + " in StatefulSet " + Scene.name(set);
        try {
            claim(set, ordinal, now);
            scene.create(pod(set, old(set, ordinal) ? revisions.current() : revisions.update(), name, ordinal), CONTROLLERS);
            events.normal(set, COMPONENT, "SuccessfulCreate", about + " successful", now);
            return Optional.empty();
        } catch (RuntimeException refused) {
            events.warning(set, COMPONENT, "FailedCreate", about + " failed error: " + refused.getMessage(), now);
            return Optional.of(refused.getMessage());
        }
    }

    /** While a rolling update is under way, pods that it has not come to come back as they were. */
    private static boolean old(ObjectNode set, int ordinal) {
        var strategy = Json.at(set, "spec.updateStrategy");
        int kept = Json.number(set, Json.has(strategy, "rollingUpdate") ? "spec.updateStrategy.rollingUpdate.partition" : "status.currentReplicas");
        return Json.text(strategy, "type").equals("RollingUpdate") && ordinal < Json.number(set, "spec.ordinals.start") + kept;
    }

    private static ObjectNode pod(ObjectNode set, ObjectNode revision, String name, int ordinal) {
        var pod = Pods.from(set, StatefulRevisions.template(revision));
        Json.in(pod, "metadata").put("name", name);
        Json.in(pod, "metadata.labels").put("statefulset.kubernetes.io/pod-name", name).put("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
                .put(StatefulRevisions.LABEL, Scene.name(revision));
        var spec = Json.in(pod, "spec").put("hostname", name).put("subdomain", Json.text(set, "spec.serviceName"));
        var volumes = Json.array();
        var claims = Json.objects(set, "spec.volumeClaimTemplates");
        claims.forEach(claim -> volumes.addObject().put("name", Json.text(claim, "metadata.name"))
                .putObject("persistentVolumeClaim").put("claimName", Json.text(claim, "metadata.name") + "-" + name));
        Json.objects(spec, "volumes").stream()
                .filter(volume -> claims.stream().noneMatch(claim -> Json.text(claim, "metadata.name").equals(Json.text(volume, "name"))))
                .forEach(volumes::add);
        spec.set("volumes", volumes);
        return pod;
    }

    private void claim(ObjectNode set, int ordinal, Instant now) {
        for (var template : Json.objects(set, "spec.volumeClaimTemplates")) {
            var pod = Scene.name(set) + "-" + ordinal;
            var name = Json.text(template, "metadata.name") + "-" + pod;
            if (scene.get("PersistentVolumeClaim", Scene.namespace(set), name).isEmpty()) {
                var claim = template.deepCopy();
                Json.in(claim, "metadata").put("name", name).put("namespace", Scene.namespace(set));
                Json.at(set, "spec.selector.matchLabels").properties()
                        .forEach(label -> Json.in(claim, "metadata.labels").set(label.getKey(), label.getValue()));
                scene.create(claim, CONTROLLERS);
                events.normal(set, COMPONENT, "SuccessfulCreate", "Create Claim " + name + " Pod " + pod + " in StatefulSet " + Scene.name(set) + " success", now);
            }
        }
    }

    /** From the last to the partition, one at a time. */
    private void roll(ObjectNode set, StatefulRevisions revisions, Predicate<ObjectNode> available, Instant now) {
        int first = Json.number(set, "spec.ordinals.start") + Json.number(set, "spec.updateStrategy.rollingUpdate.partition");
        for (int ordinal = ordinals(set).max().orElse(-1); ordinal >= first; ordinal--) {
            var pod = pod(set, ordinal);
            if (pod.filter(old -> !StatefulRevisions.has(old, revisions.update()) && !Scene.ending(old)).isPresent()) {
                delete(set, pod.get(), now);
                return;
            }
            if (pod.filter(available).isEmpty()) {
                return;
            }
        }
    }

    private static void status(ObjectNode set, StatefulRevisions revisions, List<ObjectNode> pods, Instant now) {
        int wanted = Json.number(set, "spec.replicas");
        int ready = count(pods, StatefulSets::ready);
        int updated = count(pods, pod -> !Scene.ending(pod) && StatefulRevisions.has(pod, revisions.update()));
        boolean complete = Json.text(set, "spec.updateStrategy.type").equals("RollingUpdate") && updated == wanted && ready == wanted && pods.size() == wanted;
        var current = complete ? revisions.update() : revisions.current();
        Json.in(set, "status").put("observedGeneration", Json.number(set, "metadata.generation")).put("collisionCount", 0)
                .put("replicas", pods.size()).put("readyReplicas", ready)
                .put("availableReplicas", count(pods, pod -> available(set, pod, now)))
                .put("currentReplicas", count(pods, pod -> !Scene.ending(pod) && StatefulRevisions.has(pod, current))).put("updatedReplicas", updated)
                .put("currentRevision", Scene.name(current)).put("updateRevision", Scene.name(revisions.update()));
    }

    private static int count(List<ObjectNode> pods, Predicate<ObjectNode> what) {
        return (int) pods.stream().filter(what).count();
    }

    private static boolean ready(ObjectNode pod) {
        return Json.text(pod, "status.phase").equals("Running") && Conditions.isTrue(pod, "Ready");
    }

    private static boolean available(ObjectNode set, ObjectNode pod, Instant now) {
        return ready(pod) && availableSince(set, pod).filter(since -> !since.isAfter(now)).isPresent();
    }

    private static Optional<Instant> availableSince(ObjectNode set, ObjectNode pod) {
        return ReplicaSets.availableSince(pod, Json.number(set, "spec.minReadySeconds"));
    }
}
