package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Furnishes new namespaces and clears those that end. */
final class Namespaces implements Hand {

    private final Scene scene;

    Namespaces(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        scene.all("Namespace").forEach(namespace -> {
            if (Scene.ending(namespace)) {
                clear(namespace);
            } else {
                furnish(Scene.name(namespace));
            }
        });
        return Optional.empty();
    }

    private void furnish(String namespace) {
        if (scene.get("ServiceAccount", namespace, "default").isEmpty()) {
            scene.create(named("ServiceAccount", namespace, "default"), Scene.CONTROLLERS);
        }
        if (scene.get("ConfigMap", namespace, "kube-root-ca.crt").isEmpty()) {
            var map = named("ConfigMap", namespace, "kube-root-ca.crt");
            Json.in(map, "metadata.annotations").put("kubernetes.io/description",
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal "
                            + "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.");
            Json.in(map, "data").put("ca.crt", "");
            scene.create(map, Scene.CONTROLLERS);
        }
    }

    private static ObjectNode named(String kind, String namespace, String name) {
        var object = Json.of("apiVersion", "v1", "kind", kind);
        object.putObject("metadata").put("namespace", namespace).put("name", name);
        return object;
    }

    private void clear(ObjectNode namespace) {
        var name = Scene.name(namespace);
        var left = scene.kinds().stream().filter(ApiKind::namespaced).flatMap(kind -> scene.store().list(kind, name).stream()).toList();
        left.stream().filter(object -> !Scene.ending(object)).forEach(scene::delete);
        if (left.isEmpty()) {
            scene.change(namespace, Scene.CONTROLLERS, current -> Json.in(current, "spec").remove(List.of("finalizers")));
        }
    }
}
