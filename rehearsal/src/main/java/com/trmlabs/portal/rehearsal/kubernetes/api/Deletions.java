package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How objects go: at once, or marked and kept until whoever has to clean up has done so. */
public final class Deletions {

    /** Holds a claim of a volume as long as a pod uses it. */
    public static final String IN_USE = "kubernetes.io/pvc-protection";

    private static final Set<String> ANSWERED_BY_OBJECT = Set.of("Pod", "ServiceAccount", "Namespace", "Service");
    private static final Map<String, String> FINALIZERS = Map.of("Foreground", "foregroundDeletion", "Orphan", "orphan");

    private final Store store;
    private final Clock clock;

    Deletions(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * @param options a DeleteOptions object: propagationPolicy, gracePeriodSeconds, preconditions
     * @return what the server answers: the object, or that it is gone
     */
    public ObjectNode delete(Key key, JsonNode options, boolean dryRun) {
        return store.alone(() -> {
            var object = store.get(key).orElseThrow(() -> ApiError.notFound(key));
            requirePreconditions(key, object, options);
            var marked = mark(key, object.deepCopy(), options);
            boolean ends = marked == null;
            if (!dryRun && ends) {
                store.remove(key);
            } else if (!dryRun && !marked.equals(object)) {
                store.put(key, marked);
            }
            return ends && !ANSWERED_BY_OBJECT.contains(key.kind().kind()) ? gone(key, object) : ends ? object : marked;
        });
    }

    /** Marks the object as going; null when nothing holds it. */
    private @Nullable ObjectNode mark(Key key, ObjectNode object, JsonNode options) {
        var metadata = Json.in(object, "metadata");
        addFinalizer(metadata, policy(key, options));
        int grace = grace(key, object, options);
        boolean held = Json.has(metadata, "finalizers") || Json.has(object, "spec.finalizers") || grace > 0;
        if (!held) {
            return null;
        }
        if (!Json.has(metadata, "deletionTimestamp")) {
            metadata.put("deletionTimestamp", clock.instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
            if (!key.kind().kind().equals("Namespace")) {
                metadata.put("deletionGracePeriodSeconds", grace);
            }
            if (metadata.has("generation")) {
                metadata.put("generation", Json.number(metadata, "generation") + 1);
            }
        } else if (grace < Json.number(metadata, "deletionGracePeriodSeconds")) {
            metadata.put("deletionGracePeriodSeconds", grace);
        }
        if (key.kind().kind().equals("Namespace")) {
            Json.in(object, "status").put("phase", "Terminating");
        }
        return object;
    }

    private static String policy(Key key, JsonNode options) {
        var policy = Json.text(options, "propagationPolicy");
        return policy.isEmpty() && key.kind().kind().equals("Job") ? "Orphan" : policy;
    }

    private static void addFinalizer(ObjectNode metadata, String policy) {
        var finalizer = FINALIZERS.get(policy);
        if (finalizer != null && Json.items(metadata, "finalizers").stream().noneMatch(item -> item.asString().equals(finalizer))) {
            var list = metadata.get("finalizers") instanceof ArrayNode array ? array : metadata.putArray("finalizers");
            list.add(finalizer);
        }
    }

    /** Seconds that the object has left; only pods that run somewhere have any. */
    private static int grace(Key key, ObjectNode object, JsonNode options) {
        var phase = Json.text(object, "status.phase");
        boolean runs = key.kind().kind().equals("Pod") && Json.has(object, "spec.nodeName") && !phase.equals("Succeeded") && !phase.equals("Failed");
        if (!runs) {
            return 0;
        }
        return Json.has(options, "gracePeriodSeconds")
                ? Json.number(options, "gracePeriodSeconds")
                : Json.number(object, "spec.terminationGracePeriodSeconds");
    }

    private static void requirePreconditions(Key key, ObjectNode object, JsonNode options) {
        for (var field : new String[] {"uid", "resourceVersion"}) {
            var wanted = Json.text(options, "preconditions." + field);
            var actual = Json.text(object, "metadata." + field);
            if (!wanted.isEmpty() && !wanted.equals(actual)) {
                boolean uid = field.equals("uid");
                var word = uid ? "UID" : "ResourceVersion";
                throw ApiError.precondition(key, "the " + word + " in the precondition (" + wanted + ") does not match the " + word + " in record ("
                        + actual + "). The object might have been " + (uid ? "deleted and then recreated" : "modified"));
            }
        }
    }

    private static ObjectNode gone(Key key, ObjectNode object) {
        var status = Json.of("kind", "Status", "apiVersion", "v1");
        status.putObject("metadata");
        var details = status.put("status", "Success").putObject("details").put("name", key.name());
        if (!key.kind().group().isEmpty()) {
            details.put("group", key.kind().group());
        }
        details.put("kind", key.kind().plural()).put("uid", Json.text(object, "metadata.uid"));
        return status;
    }
}
