package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.Stage;
import com.trmlabs.portal.rehearsal.kubernetes.api.Deletions;
import com.trmlabs.portal.rehearsal.kubernetes.api.Writer;
import com.trmlabs.portal.rehearsal.kubernetes.api.Writes;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the hands see and touch: a cluster's objects, through the same writes as everybody, under the names of real controllers. */
public record Scene(Store store, Kinds kinds, Writes writes, Deletions deletions, Stage stage, Pace pace, String version) {

    static final String CONTROLLERS = "kube-controller-manager";
    static final String KUBELET = "kubelet";

    List<ObjectNode> all(String kind) {
        return store.list(kinds.named(kind), "");
    }

    /** Those that a controller still works for: neither they nor their namespace is about to end. */
    List<ObjectNode> led(String kind) {
        return all(kind).stream().filter(object -> !ending(object) && isOpen(namespace(object))).toList();
    }

    List<ObjectNode> in(String namespace, String kind) {
        return store.list(kinds.named(kind), namespace);
    }

    Optional<ObjectNode> get(String kind, String namespace, String name) {
        return store.get(new Key(kinds.named(kind), namespace, name));
    }

    /** The object as it is now; absent when it is gone. */
    Optional<ObjectNode> fresh(ObjectNode object) {
        return store.get(key(object)).filter(now -> Json.text(now, "metadata.uid").equals(Json.text(object, "metadata.uid")));
    }

    /** Whether new things may be made in the namespace. */
    boolean isOpen(String namespace) {
        return get("Namespace", "", namespace).filter(found -> !ending(found)).isPresent();
    }

    ObjectNode create(ObjectNode object, String manager) {
        var kind = kinds.byKind(Json.text(object, "apiVersion"), Json.text(object, "kind")).orElseThrow();
        return writes.create(kind, Json.text(object, "metadata.namespace"), object, Writer.of(manager));
    }

    void change(ObjectNode object, String manager, Consumer<ObjectNode> change) {
        write(object, "", manager, change);
    }

    void status(ObjectNode object, String manager, Consumer<ObjectNode> change) {
        write(object, "status", manager, change);
    }

    /** Pods get to know where their node stands. */
    void bind(ObjectNode pod, ObjectNode node) {
        write(pod, Writes.BINDING, "kube-scheduler", current -> {
            Json.in(current, "spec").put("nodeName", name(node));
            for (var label : new String[] {"topology.kubernetes.io/zone", "topology.kubernetes.io/region"}) {
                if (Json.at(node, "metadata.labels").has(label)) {
                    Json.in(current, "metadata.labels").set(label, Json.at(node, "metadata.labels").get(label));
                }
            }
        });
    }

    void scale(ObjectNode object, int replicas) {
        write(object, "scale", CONTROLLERS, current -> Json.in(current, "spec").put("replicas", replicas));
    }

    /** Hands look at all objects again and again; a change that changes nothing is no write. */
    private void write(ObjectNode object, String subresource, String manager, Consumer<ObjectNode> change) {
        store.alone(() -> fresh(object).map(now -> {
            var changed = now.deepCopy();
            change.accept(changed);
            return changed.equals(now) ? now : writes.update(key(object), subresource, current -> changed, Writer.of(manager));
        }));
    }

    /** Ends the hold that a finalizer has on an object. */
    void release(ObjectNode object, String finalizer) {
        change(object, CONTROLLERS, current -> {
            var left = Json.array();
            Json.items(current, "metadata.finalizers").stream().filter(item -> !item.asString().equals(finalizer)).forEach(left::add);
            Json.in(current, "metadata").set("finalizers", left);
        });
    }

    /** Asks for the end of an object, as a client would. */
    void delete(ObjectNode object) {
        delete(object, Json.object());
    }

    /** Takes a pod away whose containers have ended. */
    void finish(ObjectNode pod) {
        delete(pod, Json.object().put("gracePeriodSeconds", 0));
    }

    private void delete(ObjectNode object, ObjectNode options) {
        store.alone(() -> fresh(object).map(now -> deletions.delete(key(object), options, false)));
    }

    Key key(ObjectNode object) {
        var kind = kinds.byKind(Json.text(object, "apiVersion"), Json.text(object, "kind")).orElseThrow();
        return new Key(kind, Json.text(object, "metadata.namespace"), Json.text(object, "metadata.name"));
    }

    /** What this object controls. */
    List<ObjectNode> children(ObjectNode owner, String kind) {
        var uid = Json.text(owner, "metadata.uid");
        return in(Json.text(owner, "metadata.namespace"), kind).stream()
                .filter(child -> Json.items(child, "metadata.ownerReferences").stream()
                        .anyMatch(ref -> Json.text(ref, "uid").equals(uid) && ref.path("controller").asBoolean(false)))
                .toList();
    }

    /** A new object of this kind that the owner controls. */
    static ObjectNode child(ObjectNode owner, String apiVersion, String kind) {
        var child = Json.of("apiVersion", apiVersion, "kind", kind);
        var metadata = child.putObject("metadata").put("namespace", Json.text(owner, "metadata.namespace"));
        metadata.putArray("ownerReferences").addObject()
                .put("apiVersion", Json.text(owner, "apiVersion"))
                .put("kind", Json.text(owner, "kind"))
                .put("name", Json.text(owner, "metadata.name"))
                .put("uid", Json.text(owner, "metadata.uid"))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        return child;
    }

    static boolean ending(JsonNode object) {
        return Json.has(object, "metadata.deletionTimestamp");
    }

    static String name(JsonNode object) {
        return Json.text(object, "metadata.name");
    }

    static String namespace(JsonNode object) {
        return Json.text(object, "metadata.namespace");
    }

    /** Whether two parts of a pod have the same name. */
    static boolean same(JsonNode one, JsonNode other) {
        return Json.text(one, "name").equals(Json.text(other, "name"));
    }

    static Instant time(JsonNode object, String path) {
        var text = Json.text(object, path);
        return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    }
}
