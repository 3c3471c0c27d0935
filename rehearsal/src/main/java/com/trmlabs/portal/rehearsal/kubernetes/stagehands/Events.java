package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/** What the parts of a cluster tell about objects; the same news again only counts up. After an hour it is forgotten. */
final class Events implements Hand {

    private static final Duration KEPT = Duration.ofHours(1);

    private final Scene scene;

    Events(Scene scene) {
        this.scene = scene;
    }

    void normal(ObjectNode object, String component, String reason, String message, Instant now) {
        tell(object, component, "Normal", reason, message, now);
    }

    void warning(ObjectNode object, String component, String reason, String message, Instant now) {
        tell(object, component, "Warning", reason, message, now);
    }

    /** The scheduler writes events of the newer kind: with an event time and nothing else. */
    void scheduler(ObjectNode pod, String type, String reason, String message, String action, Instant now) {
        var event = about(pod, type, reason, message, "default-scheduler");
        event.put("eventTime", now.truncatedTo(ChronoUnit.MICROS).toString()).put("action", action);
        event.put("reportingInstance", "default-scheduler-rehearsal");
        publish(event, "kube-scheduler");
    }

    private void tell(ObjectNode object, String component, String type, String reason, String message, Instant now) {
        var known = same(object, reason, message);
        if (known.isPresent()) {
            scene.change(known.get(), component, event -> event.put("count", Json.number(event, "count") + 1)
                    .put("lastTimestamp", Conditions.text(now)));
            return;
        }
        var event = about(object, type, reason, message, component);
        event.put("firstTimestamp", Conditions.text(now)).put("lastTimestamp", Conditions.text(now)).put("count", 1);
        event.putObject("source").put("component", component);
        publish(event, component);
    }

    /** Nothing is told in a namespace that ends. */
    private void publish(ObjectNode event, String component) {
        scene.store().alone(() -> scene.get("Namespace", "", Scene.namespace(event)).filter(namespace -> !Scene.ending(namespace))
                .map(namespace -> scene.create(event, component)));
    }

    private Optional<ObjectNode> same(ObjectNode object, String reason, String message) {
        return scene.in(place(object), "Event").stream()
                .filter(event -> Json.text(event, "involvedObject.uid").equals(Json.text(object, "metadata.uid"))
                        && Json.text(event, "reason").equals(reason) && Json.text(event, "message").equals(message))
                .findFirst();
    }

    private static ObjectNode about(ObjectNode object, String type, String reason, String message, String component) {
        var name = Scene.name(object) + "." + Long.toHexString(ThreadLocalRandom.current().nextLong() | 1L << 60);
        var event = Json.of("apiVersion", "v1", "kind", "Event", "type", type, "reason", reason, "message", message, "reportingComponent", component);
        event.putObject("metadata").put("name", name).put("namespace", place(object));
        var about = event.putObject("involvedObject").put("apiVersion", Json.text(object, "apiVersion")).put("kind", Json.text(object, "kind"));
        for (var field : new String[] {"namespace", "name", "uid", "resourceVersion"}) {
            about.set(field, Json.at(object, "metadata." + field));
        }
        return event;
    }

    private static String place(ObjectNode object) {
        return Scene.namespace(object).isEmpty() ? "default" : Scene.namespace(object);
    }

    @Override
    public Optional<Instant> play(Instant now) {
        scene.all("Event").stream()
                .filter(event -> Scene.time(event, "metadata.creationTimestamp").plus(KEPT).isBefore(now)
                        && Scene.time(event, "lastTimestamp").plus(KEPT).isBefore(now))
                .forEach(scene::delete);
        return Optional.of(now.plus(Duration.ofMinutes(1)));
    }
}
