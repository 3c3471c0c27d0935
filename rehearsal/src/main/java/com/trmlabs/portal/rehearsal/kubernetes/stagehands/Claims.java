package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.api.Deletions;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Plays volumes: a claim gets one of any class when its first pod has a node, as much as it asks for, and keeps it. There is nothing on them. */
final class Claims implements Hand {

    private final Scene scene;

    Claims(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        scene.all("PersistentVolumeClaim").forEach(claim -> {
            boolean used = scene.in(Scene.namespace(claim), "Pod").stream().anyMatch(pod -> Json.has(pod, "spec.nodeName") && uses(pod, claim));
            if (Scene.ending(claim) && !used) {
                scene.release(claim, Deletions.IN_USE);
            } else if (used || Json.text(claim, "status.phase").equals("Bound")) {
                bind(claim);
            }
        });
        return Optional.empty();
    }

    private static boolean uses(ObjectNode pod, ObjectNode claim) {
        return Json.objects(pod, "spec.volumes").stream()
                .anyMatch(volume -> Json.text(volume, "persistentVolumeClaim.claimName").equals(Scene.name(claim)));
    }

    private void bind(ObjectNode claim) {
        if (!Json.has(claim, "spec.volumeName")) {
            scene.change(claim, CONTROLLERS, current -> Json.in(current, "spec").put("volumeName", "pvc-" + Json.text(current, "metadata.uid")));
        }
        scene.status(claim, CONTROLLERS, current -> {
            var status = Json.in(current, "status").put("phase", "Bound");
            status.set("accessModes", Json.at(current, "spec.accessModes").deepCopy());
            status.putObject("capacity").set("storage", Json.at(current, "spec.resources.requests.storage"));
        });
    }
}
