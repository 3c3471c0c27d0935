package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The revisions of a StatefulSet, kept as ControllerRevisions.
 *
 * @param current the one that pods are led away from
 * @param update the one with the set's template
 */
record StatefulRevisions(ObjectNode current, ObjectNode update) {

    static final String LABEL = "controller-revision-hash";

    /** Finds them, and makes the newest where the set has a new template. */
    static StatefulRevisions of(Scene scene, ObjectNode set) {
        var known = scene.children(set, "ControllerRevision");
        int newest = known.stream().mapToInt(StatefulRevisions::number).max().orElse(0);
        var same = known.stream().filter(revision -> template(revision).equals(Json.at(set, "spec.template"))).findFirst();
        same.filter(revision -> number(revision) < newest)
                .ifPresent(revision -> scene.change(revision, CONTROLLERS, changed -> changed.put("revision", newest + 1)));
        var update = same.flatMap(scene::fresh).orElseGet(() -> scene.create(revision(set, newest + 1), CONTROLLERS));
        var current = known.stream().filter(revision -> Scene.name(revision).equals(Json.text(set, "status.currentRevision"))).findFirst();
        return new StatefulRevisions(current.orElse(update), update);
    }

    private static ObjectNode revision(ObjectNode set, int number) {
        var template = ((ObjectNode) Json.at(set, "spec.template")).deepCopy();
        var hash = Deployments.hash(template);
        var revision = Scene.child(set, "apps/v1", "ControllerRevision");
        var metadata = Json.in(revision, "metadata").put("name", Scene.name(set) + "-" + hash);
        metadata.set("labels", Json.in(template, "metadata.labels").deepCopy().put("controller.kubernetes.io/hash", hash));
        Optional.of(Json.at(set, "metadata.annotations")).filter(annotations -> !annotations.isMissingNode())
                .ifPresent(annotations -> metadata.set("annotations", annotations.deepCopy()));
        Json.in(revision, "data.spec").set("template", template.put("$patch", "replace"));
        return revision.put("revision", number);
    }

    static ObjectNode template(ObjectNode revision) {
        return ((ObjectNode) Json.at(revision, "data.spec.template")).deepCopy().without("$patch");
    }

    private static int number(ObjectNode revision) {
        return Json.number(revision, "revision");
    }

    /** Whether the pod is of this revision. */
    static boolean has(ObjectNode pod, ObjectNode revision) {
        return Json.at(pod, "metadata.labels").path(LABEL).asString("").equals(Scene.name(revision));
    }

    /** Forgets the oldest of those that nothing is of any more. */
    void forget(Scene scene, ObjectNode set, List<ObjectNode> pods) {
        var live = pods.stream().map(pod -> Json.at(pod, "metadata.labels").path(LABEL).asString("")).collect(Collectors.toCollection(HashSet::new));
        live.addAll(List.of(Scene.name(current), Scene.name(update)));
        var idle = scene.children(set, "ControllerRevision").stream().filter(revision -> !live.contains(Scene.name(revision)))
                .sorted(Comparator.comparing(StatefulRevisions::number)).toList();
        idle.stream().limit(Math.max(0, idle.size() - Json.number(set, "spec.revisionHistoryLimit"))).forEach(scene::delete);
    }
}
