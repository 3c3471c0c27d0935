package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays the customer's admin, who puts Secrets in place that the portal may neither read nor write: in a rehearsal nobody else
 * would. It looks only after namespaces that the portal has made.
 */
final class CustomerAdmin implements Hand {

    private static final String NAME = "customer-admin";
    private static final double SECONDS = 3;

    private final Scene scene;
    private final Map<String, Instant> due = new HashMap<>();

    CustomerAdmin(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        return scene.all("Namespace").stream()
                .filter(namespace -> Json.at(namespace, "metadata.labels").path("app.kubernetes.io/managed-by").asString("").equals("portal"))
                .filter(namespace -> !Scene.ending(namespace))
                .flatMap(namespace -> scene.in(Scene.name(namespace), "Pod").stream())
                .flatMap(pod -> missing(pod).map(volume -> supply(pod, volume, now)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Stream<JsonNode> missing(ObjectNode pod) {
        return Json.objects(pod, "spec.volumes").stream()
                .map(volume -> volume.path("secret"))
                .filter(secret -> secret.has("secretName") && !secret.path("optional").asBoolean(false))
                .filter(secret -> found(pod, secret).map(made -> own(made) && !lacking(made, secret).isEmpty()).orElse(true));
    }

    private Optional<ObjectNode> found(ObjectNode pod, JsonNode wanted) {
        return scene.get("Secret", Scene.namespace(pod), Json.text(wanted, "secretName"));
    }

    /** What others have made is theirs to complete. */
    private static boolean own(ObjectNode secret) {
        return Json.objects(secret, "metadata.managedFields").stream().anyMatch(entry -> Json.text(entry, "manager").equals(NAME));
    }

    private static List<String> lacking(ObjectNode secret, JsonNode wanted) {
        return Json.objects(wanted, "items").stream().map(item -> Json.text(item, "key")).filter(key -> !Json.at(secret, "data").has(key)).toList();
    }

    private Optional<Instant> supply(ObjectNode pod, JsonNode wanted, Instant now) {
        var name = Json.text(wanted, "secretName");
        var time = due.computeIfAbsent(Scene.namespace(pod) + "/" + name, key -> scene.pace().after(now, SECONDS));
        if (time.isAfter(now)) {
            return Optional.of(time);
        }
        due.remove(Scene.namespace(pod) + "/" + name);
        found(pod, wanted).ifPresentOrElse(
                made -> scene.change(made, NAME, secret -> fill(secret, lacking(made, wanted))),
                () -> scene.create(secret(Scene.namespace(pod), name, keys(wanted)), NAME));
        return Optional.empty();
    }

    private static List<String> keys(JsonNode wanted) {
        var items = Json.objects(wanted, "items").stream().map(item -> Json.text(item, "key")).toList();
        return items.isEmpty() ? List.of("username", "password") : items;
    }

    private static ObjectNode secret(String namespace, String name, List<String> keys) {
        var secret = Json.of("apiVersion", "v1", "kind", "Secret");
        secret.putObject("metadata").put("namespace", namespace).put("name", name);
        fill(secret, keys);
        return secret;
    }

    private static void fill(ObjectNode secret, List<String> keys) {
        keys.forEach(key -> Json.in(secret, "data").put(key, Base64.getEncoder().encodeToString(
                ("rehearsal-" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8))));
    }
}
