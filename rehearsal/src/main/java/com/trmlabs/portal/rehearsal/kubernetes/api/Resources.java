package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Does what a call wants of objects, after the caller's rights have been checked. */
final class Resources {

    private final Store store;
    private final Model model;
    private final Rights rights;
    private final Escalation escalation;
    private final Reads reads;
    private final Writes writes;
    private final Deletions deletions;

    Resources(Store store, Model model, Rights rights, Writes writes, Deletions deletions) {
        this.store = store;
        this.model = model;
        this.rights = rights;
        this.escalation = new Escalation(rights);
        this.reads = new Reads(store);
        this.writes = writes;
        this.deletions = deletions;
    }

    Answer answer(Call call, Route route, User user) {
        return switch (call.verb(route)) {
            case "get" -> get(call, route);
            case "list" -> Answer.json(200, reads.list(route.kind(), route.namespace(), call.query()));
            case "create" -> create(call, route, user);
            case "update" -> Answer.json(200, update(call, route, user, current -> replacement(call, route)));
            case "patch" -> patch(call, route, user);
            case "delete" -> Answer.json(200, deletions.delete(route.key(), options(call), call.dryRun()));
            default -> Answer.json(200, deleteAll(call, route));
        };
    }

    private Answer get(Call call, Route route) {
        var object = reads.get(route.key());
        return switch (route.subresource()) {
            case "", "status" -> Answer.json(200, object);
            case "scale" -> Answer.json(200, Scales.of(object));
            case "log" -> Answer.text(PodLogs.read(object, call));
            default -> throw ApiError.noSuchResource();
        };
    }

    private Answer create(Call call, Route route, User user) {
        var body = object(call);
        requireKind(route, body);
        if (route.kind().has("unstored")) {
            return Answer.json(201, new Reviews(rights).answer(user, body));
        }
        if (!route.name().isEmpty()) {
            throw ApiError.methodNotAllowed();
        }
        var warnings = unknown(call, route, body);
        return Answer.json(201, writes.create(route.kind(), route.namespace(), body, writer(call, route, user))).warning(warnings);
    }

    private List<String> unknown(Call call, Route route, ObjectNode body) {
        var unknown = model.unknown(route.kind(), body).stream().map(path -> "unknown field \"" + path + "\"").toList();
        if (call.parameter("fieldValidation").equals("Strict") && !unknown.isEmpty()) {
            throw ApiError.badRequest(route.kind().kind() + " in version \"" + route.kind().version() + "\" cannot be handled as a "
                    + route.kind().kind() + ": strict decoding error: " + String.join(", ", unknown));
        }
        return call.parameter("fieldValidation").equals("Ignore") ? List.of() : unknown;
    }

    private Answer patch(Call call, Route route, User user) {
        return switch (call.contentType()) {
            case "application/apply-patch+yaml", "application/apply-patch+cbor" -> apply(call, route, user);
            case "application/merge-patch+json" ->
                    Answer.json(200, update(call, route, user, current -> (ObjectNode) JsonPatch.merge(current, call.tree())));
            case "application/json-patch+json" -> Answer.json(200, update(call, route, user, current -> JsonPatch.apply(current, call.tree())));
            default -> throw ApiError.unsupportedMediaType(
                    "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        };
    }

    private Answer apply(Call call, Route route, User user) {
        if (call.parameter("fieldManager").isEmpty()) {
            throw ApiError.invalid("meta.k8s.io", "PatchOptions", "", List.of(Cause.required("fieldManager", "is required for apply patch")));
        }
        if (!route.subresource().isEmpty()) {
            throw ApiError.methodNotAllowed();
        }
        var body = object(call);
        if (!Json.text(body, "apiVersion").equals(route.kind().apiVersion())) {
            throw ApiError.badRequest("Incorrect version specified in apply patch. Specified patch version: "
                    + Json.text(body, "apiVersion") + ", expected: " + route.kind().apiVersion());
        }
        requireKind(route, body);
        requireName(route, body);
        var applied = writes.apply(route.key(), body, call.is("force"), writer(call, route, user));
        return Answer.json(applied.created() ? 201 : 200, applied.object());
    }

    private ObjectNode update(Call call, Route route, User user, UnaryOperator<ObjectNode> change) {
        var writer = writer(call, route, user);
        return switch (route.subresource()) {
            case "", "status" -> writes.update(route.key(), route.subresource(), change, writer);
            case "scale" -> Scales.of(writes.update(route.key(), "scale", Scales.through(route.key(), change), writer));
            default -> throw ApiError.noSuchResource();
        };
    }

    private ObjectNode replacement(Call call, Route route) {
        var body = object(call);
        requireName(route, body);
        if (route.subresource().equals("scale")) {
            return body;
        }
        requireKind(route, body);
        var live = reads.get(route.key());
        var uid = Json.text(body, "metadata.uid");
        if (!uid.isEmpty() && !uid.equals(Json.text(live, "metadata.uid"))) {
            throw ApiError.conflict(route.key(), "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                    + Json.text(live, "metadata.uid"));
        }
        return body;
    }

    private ObjectNode deleteAll(Call call, Route route) {
        var filter = Reads.filter(route.kind(), call.query());
        var list = reads.list(route.kind(), route.namespace(), call.query());
        var options = options(call);
        store.list(route.kind(), route.namespace()).stream().filter(filter).forEach(object ->
                deletions.delete(new Key(route.kind(), Json.text(object, "metadata.namespace"), Json.text(object, "metadata.name")),
                        options, call.dryRun()));
        return list;
    }

    private static JsonNode options(Call call) {
        var options = call.tree() instanceof ObjectNode body ? body : Json.object();
        for (var name : new String[] {"propagationPolicy", "gracePeriodSeconds"}) {
            if (!call.parameter(name).isEmpty()) {
                options.put(name, call.parameter(name));
            }
        }
        return options;
    }

    private Writer writer(Call call, Route route, User user) {
        return new Writer(call.manager(), call.dryRun(), key -> require(user, route.wish("create"), route),
                (key, object) -> escalation.refuse(user, key, object));
    }

    void require(User user, Rights.Wish wish, Route route) {
        if (!rights.allows(user, wish)) {
            throw ApiError.forbidden(route.kind(), wish.verb().equals("create") && route.name().isEmpty() ? "" : route.name(), wish.text(user));
        }
    }

    private static ObjectNode object(Call call) {
        if (!(call.tree() instanceof ObjectNode body)) {
            throw ApiError.badRequest("the object provided is unrecognized: an object is expected");
        }
        return body;
    }

    private static void requireKind(Route route, ObjectNode body) {
        var kind = route.kind();
        if (!Json.text(body, "kind").equals(kind.kind()) && Json.has(body, "kind")) {
            throw ApiError.badRequest(Json.text(body, "kind") + " in version \"" + kind.version() + "\" cannot be handled as a " + kind.kind()
                    + ": converting (" + Json.text(body, "kind") + ") to (" + kind.kind() + "): unknown conversion");
        }
        if (Json.has(body, "apiVersion") && !Json.text(body, "apiVersion").equals(kind.apiVersion())) {
            throw ApiError.badRequest("the API version in the data (" + Json.text(body, "apiVersion")
                    + ") does not match the expected API version (" + kind.apiVersion() + ")");
        }
    }

    private static void requireName(Route route, ObjectNode body) {
        var name = Json.text(body, "metadata.name");
        if (!name.isEmpty() && !name.equals(route.name())) {
            throw ApiError.badRequest("the name of the object (" + name + ") does not match the name on the URL (" + route.name() + ")");
        }
        var namespace = Json.text(body, "metadata.namespace");
        if (!namespace.isEmpty() && !namespace.equals(route.namespace())) {
            throw ApiError.badRequest("the namespace of the object (" + namespace + ") does not match the namespace on the URL (" + route.namespace() + ")");
        }
    }
}
