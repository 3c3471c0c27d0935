package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.apply.ApplyConflict;
import com.trmlabs.portal.rehearsal.kubernetes.apply.Manager;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.SchemaMismatch;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ways in which objects come to be and change. Every write is one step: nobody sees it half done. */
public final class Writes {

    /** The way in which pods get their node: nobody owns it, and it is no change of what is wanted. */
    public static final String BINDING = "binding";

    private static final Set<String> COUNT_ANNOTATIONS = Set.of("Deployment");

    private final Store store;
    private final Clock clock;
    private final Model model;
    private final Admission admission;

    Writes(Store store, Kinds kinds, Clock clock, Model model) {
        this.store = store;
        this.clock = clock;
        this.model = model;
        this.admission = new Admission(store, kinds);
    }

    /** What became of an apply. */
    public record Applied(ObjectNode object, boolean created) {}

    /** @throws ApiError when it is there already, invalid, or its namespace is not there */
    public ObjectNode create(ApiKind kind, String namespace, ObjectNode body, Writer writer) {
        return store.alone(() -> {
            model.checkTypes(kind, body);
            model.checkData(kind, body);
            admission.requireAccount(kind, namespace, body);
            var named = named(body.deepCopy(), namespace);
            var key = new Key(kind, namespace, Json.text(named, "metadata.name"));
            var object = model.decode(kind, named);
            admission.requireNamespace(key);
            var manager = Manager.updating(writer.manager(), kind.apiVersion(), "");
            var tracked = model.ownership(kind, "").update(model.nothing(kind), object, manager, clock.instant());
            return insert(key, tracked, writer);
        });
    }

    /** Server-side apply. */
    public Applied apply(Key key, ObjectNode body, boolean force, Writer writer) {
        return store.alone(() -> {
            if (Json.has(body, "metadata.managedFields")) {
                throw ApiError.badRequest("metadata.managedFields must be nil");
            }
            var live = store.get(key);
            var manager = Manager.applying(writer.manager(), key.kind().apiVersion());
            if (live.isEmpty()) {
                writer.mayCreate().accept(key);
                admission.requireNamespace(key);
                var merged = merge(key, nothing(key), body, manager, force);
                return new Applied(insert(key, decode(key, merged), writer), true);
            }
            requireRevision(key, live.get(), body);
            var merged = merge(key, live.get(), body, manager, force);
            var uid = Json.text(body, "metadata.uid");
            if (!uid.isEmpty() && !uid.equals(Json.text(live.get(), "metadata.uid"))) {
                var cause = Cause.invalid("metadata.uid", '"' + uid + '"', "field is immutable");
                throw ApiError.invalid(key, List.of(cause, cause));
            }
            var object = model.confine(key.kind(), "", live.get(), decode(key, merged));
            return new Applied(replace(key, "", live.get(), object, writer), false);
        });
    }

    /** Changes the object, or a part of it through a subresource. */
    public ObjectNode update(Key key, String subresource, UnaryOperator<ObjectNode> change, Writer writer) {
        return store.alone(() -> {
            var before = store.get(key).orElseThrow(() -> ApiError.notFound(key));
            var written = change.apply(before.deepCopy());
            requireRevision(key, before, written);
            model.checkTypes(key.kind(), written);
            model.checkData(key.kind(), written);
            var object = model.confine(key.kind(), subresource, before, decode(key, written));
            if (subresource.equals(BINDING)) {
                return replace(key, subresource, before, object, writer);
            }
            var manager = Manager.updating(writer.manager(), key.kind().apiVersion(), subresource);
            admission.update(key, before, object);
            var tracked = model.ownership(key.kind(), subresource).update(before, object, manager, clock.instant());
            return replace(key, subresource, before, tracked, writer);
        });
    }

    private ObjectNode merge(Key key, ObjectNode live, ObjectNode body, Manager manager, boolean force) {
        try {
            return model.ownership(key.kind(), "").apply(live, body, manager, force, clock.instant());
        } catch (ApplyConflict conflict) {
            throw ApiError.owned(conflict);
        } catch (SchemaMismatch mismatch) {
            throw ApiError.plain("failed to create typed patch object (" + described(key) + "): " + mismatch.getMessage());
        }
    }

    /** What the merged object is to the server; whether amounts are amounts shows only now. */
    private ObjectNode decode(Key key, ObjectNode merged) {
        try {
            return model.decode(key.kind(), merged);
        } catch (SchemaMismatch mismatch) {
            throw ApiError.plain("failed to convert new object (" + described(key) + ") to proper version: unable to convert unstructured object to "
                    + kind(key) + ": " + mismatch.getMessage());
        }
    }

    private static String described(Key key) {
        return key.namespace() + "/" + key.name() + "; " + kind(key);
    }

    private static String kind(Key key) {
        return (key.kind().group().isEmpty() ? "/" : "") + key.kind().apiVersion() + ", Kind=" + key.kind().kind();
    }

    private ObjectNode insert(Key key, ObjectNode object, Writer writer) {
        if (store.get(key).isPresent()) {
            throw ApiError.alreadyExists(key);
        }
        var metadata = Json.in(object, "metadata");
        metadata.remove(List.of("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"));
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now().toString());
        if (key.kind().has("generation")) {
            metadata.put("generation", 1);
        }
        admission.create(key, object);
        var complete = model.decode(key.kind(), object);
        writer.mayGrant().accept(key, complete);
        Validation.create(key, complete);
        admission.requireSecurity(key, complete);
        return writer.dryRun() ? complete : store.put(key, complete);
    }

    private ObjectNode replace(Key key, String subresource, ObjectNode before, ObjectNode object, Writer writer) {
        if (key.kind().has("generation") && !subresource.equals("status") && !subresource.equals(BINDING) && counts(key.kind(), before, object)) {
            Json.in(object, "metadata").put("generation", Json.number(before, "metadata.generation") + 1);
        }
        if (!granted(before).equals(granted(object))) {
            writer.mayGrant().accept(key, object);
        }
        Validation.update(key, before, object);
        if (withoutTimes(before).equals(withoutTimes(object))) {
            return before;
        }
        if (writer.dryRun()) {
            return object;
        }
        boolean ends = Json.has(object, "metadata.deletionTimestamp") && !Json.has(object, "metadata.finalizers")
                && Json.number(object, "metadata.deletionGracePeriodSeconds") == 0 && !Json.has(object, "spec.finalizers");
        if (ends) {
            store.remove(key);
            return object;
        }
        return store.put(key, object);
    }

    /** Whether the change is one of what is wanted, not of what is. */
    private static boolean counts(ApiKind kind, ObjectNode before, ObjectNode after) {
        boolean annotated = COUNT_ANNOTATIONS.contains(kind.kind())
                && !Json.at(before, "metadata.annotations").equals(Json.at(after, "metadata.annotations"));
        return annotated || !desired(before).equals(desired(after));
    }

    private static ObjectNode desired(ObjectNode object) {
        var copy = object.deepCopy();
        copy.remove(List.of("metadata", "status"));
        return copy;
    }

    /** Without what clearing up is written in: it grants nothing. */
    private static ObjectNode granted(ObjectNode object) {
        var copy = object.deepCopy();
        Json.in(copy, "metadata").remove(List.of("ownerReferences", "finalizers", "managedFields"));
        return copy;
    }

    private static ObjectNode withoutTimes(ObjectNode object) {
        var copy = object.deepCopy();
        Json.objects(copy, "metadata.managedFields").forEach(entry -> entry.remove("time"));
        return copy;
    }

    private static void requireRevision(Key key, ObjectNode live, ObjectNode written) {
        var revision = Json.text(written, "metadata.resourceVersion");
        if (!revision.isEmpty() && !revision.equals(Json.text(live, "metadata.resourceVersion"))) {
            throw ApiError.modified(key);
        }
    }

    private static ObjectNode named(ObjectNode body, String namespace) {
        var metadata = Json.in(body, "metadata");
        if (!namespace.isEmpty()) {
            if (Json.has(metadata, "namespace") && !Json.text(metadata, "namespace").equals(namespace)) {
                throw ApiError.badRequest("the namespace of the provided object does not match the namespace sent on the request");
            }
            metadata.put("namespace", namespace);
        }
        if (!Json.has(metadata, "name") && Json.has(metadata, "generateName")) {
            metadata.put("name", Json.text(metadata, "generateName") + Admission.suffix(5));
        }
        return body;
    }

    private static ObjectNode nothing(Key key) {
        var object = Json.of("apiVersion", key.kind().apiVersion(), "kind", key.kind().kind());
        var metadata = object.putObject("metadata").put("name", key.name());
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        return object;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
