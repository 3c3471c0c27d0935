package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.apply.ApplyConflict.Owned;
import com.trmlabs.portal.rehearsal.kubernetes.apply.ApplyConflict;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A refusal, with the Status object that the real API server would answer. */
final class ApiError extends RuntimeException {

    private final transient ObjectNode status;
    private final int code;

    private ApiError(int code, String reason, String message) {
        super(message);
        this.code = code;
        status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status.deepCopy().put("code", code);
    }

    static ApiError notFound(Key key) {
        return notFound(key.kind(), key.name());
    }

    static ApiError notFound(ApiKind kind, String name) {
        return new ApiError(404, "NotFound", kind.resource() + " \"" + name + "\" not found").about(kind, kind.plural(), name);
    }

    static ApiError noSuchResource() {
        var error = new ApiError(404, "NotFound", "the server could not find the requested resource");
        error.status.putObject("details");
        return error;
    }

    static ApiError alreadyExists(Key key) {
        return new ApiError(409, "AlreadyExists", key.kind().resource() + " \"" + key.name() + "\" already exists")
                .about(key.kind(), key.kind().plural(), key.name());
    }

    static ApiError conflict(Key key, String problem) {
        return new ApiError(409, "Conflict",
                "Operation cannot be fulfilled on " + key.kind().resource() + " \"" + key.name() + "\": " + problem)
                .about(key.kind(), key.kind().plural(), key.name());
    }

    /** As a conflict, but the real server names the kind instead of the resource here. */
    static ApiError precondition(Key key, String problem) {
        return new ApiError(409, "Conflict", "Operation cannot be fulfilled on " + key.kind().qualifiedKind() + " \"" + key.name() + "\": " + problem)
                .about(key.kind(), key.kind().kind(), key.name());
    }

    static ApiError modified(Key key) {
        return conflict(key, "the object has been modified; please apply your changes to the latest version and try again");
    }

    static ApiError owned(ApplyConflict conflict) {
        var fields = conflict.fields();
        var error = new ApiError(409, "Conflict", message(fields));
        var causes = error.status.putObject("details").putArray("causes");
        fields.forEach(owned -> causes.add(Json.of("reason", "FieldManagerConflict", "message", "conflict with " + owned.owner(),
                "field", owned.field())));
        return error;
    }

    private static String message(List<Owned> fields) {
        if (fields.size() == 1) {
            return "Apply failed with 1 conflict: conflict with " + fields.getFirst().owner() + ": " + fields.getFirst().field();
        }
        var byOwner = fields.stream().collect(Collectors.groupingBy(Owned::owner, TreeMap::new,
                Collectors.mapping(owned -> "- " + owned.field(), Collectors.joining("\n"))));
        return "Apply failed with " + fields.size() + " conflicts: "
                + byOwner.entrySet().stream()
                        .map(owner -> "conflicts with " + owner.getKey() + ":\n" + owner.getValue())
                        .collect(Collectors.joining("\n"));
    }

    static ApiError invalid(Key key, List<Cause> causes) {
        return invalid(key.kind().group(), key.kind().kind(), key.name(), causes);
    }

    static ApiError invalid(String group, String kind, String name, List<Cause> causes) {
        var texts = causes.stream().map(Cause::text).distinct().toList();
        var all = texts.size() == 1 ? texts.getFirst() : texts.stream().collect(Collectors.joining(", ", "[", "]"));
        var error = new ApiError(422, "Invalid",
                kind + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\" is invalid: " + all);
        var details = error.details(group, kind, name);
        var list = details.putArray("causes");
        causes.forEach(cause -> list.add(Json.of("reason", cause.reason(), "message", cause.message(), "field", cause.field())));
        return error;
    }

    static ApiError forbidden(ApiKind kind, String name, String why) {
        return new ApiError(403, "Forbidden",
                kind.resource() + (name.isEmpty() ? "" : " \"" + name + "\"") + " is forbidden: " + why)
                .about(kind, kind.plural(), name);
    }

    static ApiError forbiddenPath(String why) {
        var error = new ApiError(403, "Forbidden", "forbidden: " + why);
        error.status.putObject("details");
        return error;
    }

    static ApiError terminating(Key key) {
        var error = forbidden(key.kind(), key.name(), "unable to create new content in namespace " + key.namespace()
                + " because it is being terminated");
        ((ObjectNode) error.status.get("details")).putArray("causes").add(Json.of("reason", "NamespaceTerminating", "message",
                "namespace " + key.namespace() + " is being terminated", "field", "metadata.namespace"));
        return error;
    }

    static ApiError unauthorized() {
        return new ApiError(401, "Unauthorized", "Unauthorized");
    }

    static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message);
    }

    static ApiError expired(String message) {
        return new ApiError(410, "Expired", message);
    }

    static ApiError expiredContinue(String fresh) {
        var error = expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without "
                + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the "
                + "provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was "
                + "returned and now may show up in the list.");
        ((ObjectNode) error.status.get("metadata")).put("continue", fresh);
        return error;
    }

    static ApiError unsupportedMediaType(String type) {
        return new ApiError(415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + type);
    }

    static ApiError methodNotAllowed() {
        var error = new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        error.status.putObject("details");
        return error;
    }

    /** Errors without a reason, as the real server answers what it did not foresee. */
    static ApiError plain(String message) {
        return new ApiError(500, "", message);
    }

    static ApiError onPurpose(int code, String reason, String message) {
        return new ApiError(code, reason, message);
    }

    private ApiError about(ApiKind kind, String word, String name) {
        details(kind.group(), word, name);
        return this;
    }

    private ObjectNode details(String group, String kind, String name) {
        var details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return details.put("kind", kind);
    }
}
