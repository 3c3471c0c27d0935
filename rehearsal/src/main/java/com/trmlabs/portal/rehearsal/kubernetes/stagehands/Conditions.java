package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions in an object's status. */
final class Conditions {

    private Conditions() {}

    static Optional<ObjectNode> find(JsonNode object, String type) {
        return Json.objects(object, "status.conditions").stream().filter(condition -> Json.text(condition, "type").equals(type)).findFirst();
    }

    static boolean isTrue(JsonNode object, String type) {
        return find(object, type).map(condition -> Json.text(condition, "status").equals("True")).orElse(false);
    }

    /** Sets a condition; the time of its transition moves only when its status does. */
    static ObjectNode set(ObjectNode object, String type, boolean holds, String reason, String message, Instant now) {
        var conditions = list(object);
        var condition = find(object, type).orElseGet(() -> conditions.addObject().put("type", type));
        var status = holds ? "True" : "False";
        if (!Json.text(condition, "status").equals(status)) {
            condition.put("status", status).put("lastTransitionTime", text(now));
        }
        put(condition, "reason", reason);
        put(condition, "message", message);
        return condition;
    }

    static void remove(ObjectNode object, String type) {
        var conditions = list(object);
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (Json.text(conditions.get(i), "type").equals(type)) {
                conditions.remove(i);
            }
        }
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static List<ObjectNode> of(JsonNode object) {
        return Json.objects(object, "status.conditions");
    }

    private static ArrayNode list(ObjectNode object) {
        var status = Json.in(object, "status");
        return status.get("conditions") instanceof ArrayNode list ? list : status.putArray("conditions");
    }

    private static void put(ObjectNode condition, String field, String value) {
        if (value.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, value);
        }
    }
}
