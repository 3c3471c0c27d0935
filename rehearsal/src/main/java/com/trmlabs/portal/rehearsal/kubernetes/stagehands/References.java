package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps and Secrets that a container cannot start without. */
final class References {

    private References() {}

    /** @param where the volume that needs it, empty for an environment variable */
    record Missing(String what, String where) {

        boolean volume() {
            return !where.isEmpty();
        }
    }

    static Optional<Missing> missing(Scene scene, ObjectNode pod, ObjectNode container) {
        var namespace = Scene.namespace(pod);
        var volumes = Json.objects(pod, "spec.volumes").stream().flatMap(volume -> Stream.concat(
                        content(scene, namespace, "ConfigMap", volume.path("configMap"), "name", "configmap references non-existent config key: "),
                        content(scene, namespace, "Secret", volume.path("secret"), "secretName", "references non-existent secret key: "))
                .map(what -> new Missing(what, Json.text(volume, "name"))));
        var all = Json.objects(container, "envFrom").stream().flatMap(source -> Stream.concat(
                object(scene, namespace, "ConfigMap", source.path("configMapRef"), "name"),
                object(scene, namespace, "Secret", source.path("secretRef"), "name")));
        var single = Json.objects(container, "env").stream().flatMap(variable -> Stream.concat(
                entry(scene, namespace, "ConfigMap", Json.at(variable, "valueFrom.configMapKeyRef")),
                entry(scene, namespace, "Secret", Json.at(variable, "valueFrom.secretKeyRef"))));
        return Stream.concat(volumes, Stream.concat(all, single).map(what -> new Missing(what, ""))).findFirst();
    }

    /** The object, and those of its keys that the volume is to have. */
    private static Stream<String> content(Scene scene, String namespace, String kind, JsonNode reference, String field, String complaint) {
        var absent = object(scene, namespace, kind, reference, field).toList();
        if (!absent.isEmpty() || !reference.has(field) || reference.path("optional").asBoolean(false)) {
            return absent.stream();
        }
        var object = scene.get(kind, namespace, Json.text(reference, field)).orElseThrow();
        return Json.objects(reference, "items").stream().map(item -> Json.text(item, "key"))
                .filter(key -> !Json.at(object, "data").has(key) && !Json.at(object, "binaryData").has(key)).map(key -> complaint + key);
    }

    private static Stream<String> object(Scene scene, String namespace, String kind, JsonNode reference, String field) {
        var name = Json.text(reference, field);
        boolean fine = name.isEmpty() || reference.path("optional").asBoolean(false) || scene.get(kind, namespace, name).isPresent();
        var word = kind.toLowerCase(Locale.ROOT);
        return fine ? Stream.empty() : Stream.of(word + " \"" + name + "\" not found");
    }

    private static Stream<String> entry(Scene scene, String namespace, String kind, JsonNode reference) {
        var absent = object(scene, namespace, kind, reference, "name").toList();
        if (!absent.isEmpty() || !reference.has("name") || reference.path("optional").asBoolean(false)) {
            return absent.stream();
        }
        var key = Json.text(reference, "key");
        boolean there = scene.get(kind, namespace, Json.text(reference, "name")).filter(object -> Json.at(object, "data").has(key)).isPresent();
        return there ? Stream.empty()
                : Stream.of("couldn't find key " + key + " in " + kind + " " + namespace + "/" + Json.text(reference, "name"));
    }
}
