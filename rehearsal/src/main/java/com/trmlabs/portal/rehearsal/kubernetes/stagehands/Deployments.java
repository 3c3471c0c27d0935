package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import tools.jackson.databind.node.ObjectNode;

/** Leads Deployments from one revision to the next by growing and shrinking their ReplicaSets. */
final class Deployments implements Hand {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MOST = "deployment.kubernetes.io/max-replicas";
    static final String HASH = "pod-template-hash";
    private static final String COMPONENT = "deployment-controller";
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Scene scene;
    private final Events events;
    private final DeploymentStatus status;

    Deployments(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
        status = new DeploymentStatus(scene);
    }

    @Override
    public Optional<Instant> play(Instant now) {
        return scene.led("Deployment").stream()
                .map(deployment -> play(deployment, now))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> play(ObjectNode deployment, Instant now) {
        var sets = Revisions.of(deployment, scene.children(deployment, "ReplicaSet"));
        if (Json.at(deployment, "spec.paused").asBoolean(false)) {
            scaleAll(deployment, sets, now);
            return status.update(deployment, sets, Optional.empty(), now);
        }
        if (sets.rescaled(Json.number(deployment, "spec.replicas"))) {
            scaleAll(deployment, sets, now);
            return status.update(deployment, sets, Optional.empty(), now);
        }
        var created = sets.current().isEmpty() && mayStart(deployment, sets, now);
        if (created) {
            create(deployment, sets, now);
        }
        var moved = Revisions.of(deployment, scene.children(deployment, "ReplicaSet"));
        moved.current().ifPresent(set -> note(deployment, set, moved.nextRevision()));
        var all = Revisions.of(deployment, scene.children(deployment, "ReplicaSet"));
        roll(deployment, all, now);
        var after = Revisions.of(deployment, scene.children(deployment, "ReplicaSet"));
        cleanUp(deployment, after);
        return status.update(deployment, after, created ? all.current() : Optional.empty(), now);
    }

    /** Recreate starts the new revision only after every pod of the old ones is gone. */
    private boolean mayStart(ObjectNode deployment, Revisions sets, Instant now) {
        if (!Rollout.of(deployment).recreate()) {
            return true;
        }
        sets.old().stream().filter(set -> wanted(set) > 0).forEach(set -> scale(deployment, set, 0, now));
        return sets.old().stream().allMatch(set -> scene.children(set, "Pod").isEmpty());
    }

    private void create(ObjectNode deployment, Revisions sets, Instant now) {
        var template = ((ObjectNode) Json.at(deployment, "spec.template")).deepCopy();
        var hash = hash(template);
        var set = Scene.child(deployment, "apps/v1", "ReplicaSet");
        int size = Rollout.of(deployment).grow(sets.all().stream().mapToInt(Deployments::wanted).sum(), 0);
        Json.in(template, "metadata.labels").put(HASH, hash);
        var metadata = Json.in(set, "metadata").put("name", Scene.name(deployment) + "-" + hash);
        metadata.set("labels", Json.at(template, "metadata.labels").deepCopy());
        annotate(deployment, set, sets.nextRevision());
        var spec = Json.in(set, "spec").put("replicas", size);
        spec.set("selector", Json.at(deployment, "spec.selector").deepCopy());
        Json.in(spec, "selector.matchLabels").put(HASH, hash);
        spec.set("template", template);
        Optional.of(Json.number(deployment, "spec.minReadySeconds")).filter(seconds -> seconds > 0)
                .ifPresent(seconds -> spec.put("minReadySeconds", seconds));
        scene.create(set, CONTROLLERS);
        if (size > 0) {
            scaled(deployment, set, 0, size, now);
        }
    }

    /** A stable name for a template; the same template finds its ReplicaSet again by comparison, not by this. */
    static String hash(ObjectNode template) {
        var crc = new CRC32();
        crc.update(template.toString().getBytes(StandardCharsets.UTF_8));
        var text = new StringBuilder();
        for (long rest = crc.getValue(); text.length() < 9; rest = rest / 27 + 7919) {
            text.append(LETTERS.charAt((int) (rest % 27)));
        }
        return text.toString();
    }

    private void annotate(ObjectNode deployment, ObjectNode set, int revision) {
        var annotations = Json.in(set, "metadata.annotations");
        Json.at(deployment, "metadata.annotations").properties().stream()
                .filter(entry -> !entry.getKey().equals(REVISION) && !entry.getKey().equals("kubectl.kubernetes.io/last-applied-configuration"))
                .forEach(entry -> annotations.set(entry.getKey(), entry.getValue()));
        var rollout = Rollout.of(deployment);
        annotations.put(DESIRED, Integer.toString(rollout.replicas())).put(MOST, Integer.toString(rollout.replicas() + rollout.surge()));
        annotations.put(REVISION, Integer.toString(revision));
    }

    /** A revision that comes back gets the newest number. */
    private void note(ObjectNode deployment, ObjectNode set, int revision) {
        scene.change(set, CONTROLLERS, current -> annotate(deployment, current, Math.max(revision, Revisions.revision(set))));
    }

    private void roll(ObjectNode deployment, Revisions sets, Instant now) {
        var rollout = Rollout.of(deployment);
        if (sets.current().isEmpty()) {
            return;
        }
        var current = sets.current().get();
        int target = wanted(current) > rollout.replicas()
                ? rollout.replicas()
                : rollout.grow(sets.all().stream().mapToInt(Deployments::wanted).sum(), wanted(current));
        if (target != wanted(current)) {
            scale(deployment, current, target, now);
        } else if (!rollout.recreate()) {
            shrink(deployment, sets, current, rollout, now);
        }
    }

    private void shrink(ObjectNode deployment, Revisions sets, ObjectNode current, Rollout rollout, Instant now) {
        int all = sets.all().stream().mapToInt(Deployments::wanted).sum();
        int missing = wanted(current) - available(current);
        int room = all - rollout.minAvailable() - missing;
        var active = sets.old().stream().filter(set -> wanted(set) > 0).sorted(Comparator.comparing(Revisions::age)).toList();
        if (room <= 0 || active.isEmpty()) {
            return;
        }
        int cleaned = 0;
        for (var set : active) {
            int unhealthy = Math.min(room - cleaned, wanted(set) - available(set));
            if (unhealthy > 0) {
                scale(deployment, set, wanted(set) - unhealthy, now);
                cleaned += unhealthy;
            }
        }
        int spare = sets.all().stream().mapToInt(Deployments::available).sum() - rollout.minAvailable();
        for (var stale : active) {
            var set = scene.fresh(stale).orElse(stale);
            int less = Math.min(spare, wanted(set));
            if (less > 0) {
                scale(deployment, set, wanted(set) - less, now);
                spare -= less;
            }
        }
    }

    /** A change of the number of replicas is shared out over the revisions that have pods. */
    private void scaleAll(ObjectNode deployment, Revisions sets, Instant now) {
        var rollout = Rollout.of(deployment);
        var active = sets.all().stream().filter(set -> wanted(set) > 0).toList();
        if (active.size() <= 1) {
            sets.activeOrLatest().ifPresent(set -> scale(deployment, set, rollout.replicas(), now));
            return;
        }
        int toAdd = rollout.most() - active.stream().mapToInt(Deployments::wanted).sum();
        var order = Comparator.comparing((ObjectNode set) -> toAdd > 0 ? -wanted(set) : wanted(set)).thenComparing(Revisions::age);
        var sorted = active.stream().sorted(order).toList();
        int added = 0;
        for (int i = sorted.size() - 1; i >= 0; i--) {
            var set = sorted.get(i);
            int share = i == 0 ? toAdd - added : share(set, rollout, toAdd, added);
            scale(deployment, set, Math.max(0, wanted(set) + share), now);
            added += share;
        }
    }

    private static int share(ObjectNode set, Rollout rollout, int toAdd, int added) {
        int most = Math.max(1, Json.at(set, "metadata.annotations").path(MOST).asInt(rollout.most()));
        int share = Math.round((float) wanted(set) * rollout.most() / most) - wanted(set);
        return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
    }

    private void scale(ObjectNode deployment, ObjectNode set, int replicas, Instant now) {
        int before = wanted(set);
        scene.change(set, CONTROLLERS, current -> {
            Json.in(current, "spec").put("replicas", replicas);
            var rollout = Rollout.of(deployment);
            Json.in(current, "metadata.annotations").put(DESIRED, Integer.toString(rollout.replicas()))
                    .put(MOST, Integer.toString(rollout.replicas() + rollout.surge()));
        });
        if (before != replicas) {
            scaled(deployment, set, before, replicas, now);
        }
    }

    private void scaled(ObjectNode deployment, ObjectNode set, int before, int after, Instant now) {
        events.normal(deployment, COMPONENT, "ScalingReplicaSet", "Scaled " + (after > before ? "up" : "down") + " replica set "
                + Scene.name(set) + " from " + before + " to " + after, now);
    }

    private void cleanUp(ObjectNode deployment, Revisions sets) {
        if (!DeploymentStatus.complete(deployment)) {
            return;
        }
        var idle = sets.old().stream()
                .filter(set -> wanted(set) == 0 && Json.number(set, "status.replicas") == 0 && !Scene.ending(set))
                .sorted(Comparator.comparing(Revisions::revision))
                .toList();
        idle.stream().limit(Math.max(0, idle.size() - Json.number(deployment, "spec.revisionHistoryLimit"))).forEach(scene::delete);
    }

    static int wanted(ObjectNode set) {
        return Json.number(set, "spec.replicas");
    }

    static int available(ObjectNode set) {
        return Json.number(set, "status.availableReplicas");
    }

    /** The ReplicaSets of a Deployment: the one with its template, and the old ones. */
    record Revisions(Optional<ObjectNode> current, List<ObjectNode> old) {

        static Revisions of(ObjectNode deployment, List<ObjectNode> sets) {
            var wanted = Json.at(deployment, "spec.template");
            var current = sets.stream().filter(set -> plain(set).equals(wanted)).min(Comparator.comparing(Revisions::age));
            return new Revisions(current, sets.stream().filter(set -> current.stream().noneMatch(set::equals)).toList());
        }

        private static ObjectNode plain(ObjectNode set) {
            var template = ((ObjectNode) Json.at(set, "spec.template")).deepCopy();
            Json.in(template, "metadata.labels").remove(HASH);
            return template;
        }

        List<ObjectNode> all() {
            return Stream.concat(old.stream(), current.stream()).toList();
        }

        static Instant age(ObjectNode set) {
            return Scene.time(set, "metadata.creationTimestamp");
        }

        static int revision(ObjectNode set) {
            return Json.at(set, "metadata.annotations").path(REVISION).asInt(0);
        }

        /** The number of the current revision: above all old ones. */
        int nextRevision() {
            return old.stream().mapToInt(Revisions::revision).max().orElse(0) + 1;
        }

        boolean rescaled(int replicas) {
            return all().stream().filter(set -> wanted(set) > 0)
                    .anyMatch(set -> Json.at(set, "metadata.annotations").path(DESIRED).asInt(0) != replicas);
        }

        Optional<ObjectNode> activeOrLatest() {
            var active = all().stream().filter(set -> wanted(set) > 0).findFirst();
            return active.or(this::current).or(() -> old.stream().max(Comparator.comparing(Revisions::revision)));
        }
    }
}
