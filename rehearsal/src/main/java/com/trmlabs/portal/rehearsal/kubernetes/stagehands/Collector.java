package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes away what its owners have left behind. */
final class Collector implements Hand {

    private final Scene scene;

    Collector(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        var all = scene.kinds().stream().flatMap(kind -> scene.store().list(kind, "").stream()).toList();
        var byUid = all.stream().collect(Collectors.toMap(object -> Json.text(object, "metadata.uid"), Function.identity(), (a, b) -> a));
        for (var object : all) {
            if (Json.has(object, "metadata.ownerReferences") && !Scene.ending(object)) {
                collect(object, byUid);
            }
            if (Scene.ending(object) && Json.has(object, "metadata.finalizers")) {
                release(object, all);
            }
        }
        return Optional.empty();
    }

    private void collect(ObjectNode object, Map<String, ObjectNode> byUid) {
        var owners = Json.items(object, "metadata.ownerReferences").stream().map(ref -> Json.text(ref, "uid")).map(byUid::get).toList();
        boolean kept = owners.stream().anyMatch(owner -> owner != null && !finalizers(owner).contains("foregroundDeletion"));
        if (!kept) {
            scene.delete(object);
        }
    }

    /** Ends the wait of an owner that goes after, or without, what it owns. */
    private void release(ObjectNode owner, List<ObjectNode> all) {
        var uid = Json.text(owner, "metadata.uid");
        var owned = all.stream().filter(object -> refs(object).stream().anyMatch(ref -> Json.text(ref, "uid").equals(uid))).toList();
        if (finalizers(owner).contains("orphan")) {
            owned.forEach(object -> scene.change(object, Scene.CONTROLLERS, current -> disown(current, uid)));
            scene.release(owner, "orphan");
        } else if (finalizers(owner).contains("foregroundDeletion") && owned.stream().noneMatch(object -> blocks(object, uid))) {
            scene.release(owner, "foregroundDeletion");
        }
    }

    private static boolean blocks(ObjectNode object, String uid) {
        return refs(object).stream().anyMatch(ref -> Json.text(ref, "uid").equals(uid) && ref.path("blockOwnerDeletion").asBoolean(false));
    }

    private static void disown(ObjectNode object, String uid) {
        if (Json.at(object, "metadata.ownerReferences") instanceof ArrayNode refs) {
            for (int i = refs.size() - 1; i >= 0; i--) {
                if (Json.text(refs.get(i), "uid").equals(uid)) {
                    refs.remove(i);
                }
            }
        }
    }

    private static List<JsonNode> refs(ObjectNode object) {
        return Json.items(object, "metadata.ownerReferences");
    }

    private static Set<String> finalizers(ObjectNode object) {
        return Json.items(object, "metadata.finalizers").stream().map(JsonNode::asString).collect(Collectors.toSet());
    }
}
