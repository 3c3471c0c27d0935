package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong with one object, collected: people want to see all of it at once. */
final class Problems {

    private static final int LARGEST_PORT = 65535;

    private final List<Cause> causes = new ArrayList<>();

    void add(Cause cause) {
        causes.add(cause);
    }

    void throwIfAny(Key key) {
        if (!causes.isEmpty()) {
            throw ApiError.invalid(key, causes);
        }
    }

    void required(ObjectNode object, String field, String path) {
        if (!Json.has(object, field) || Json.text(object, field).isEmpty() && object.path(field).isString()) {
            add(Cause.required(path + field, ""));
        }
    }

    void notNegative(ObjectNode object, String field, String path) {
        if (Json.number(object, field) < 0) {
            add(Cause.invalid(path + field, Json.number(object, field), "must be greater than or equal to 0"));
        }
    }

    void port(JsonNode value, String path) {
        if (value.isNumber() && (value.asInt() < 1 || value.asInt() > LARGEST_PORT)) {
            add(Cause.invalid(path, value, "must be between 1 and 65535, inclusive"));
        }
    }

    void same(JsonNode before, JsonNode after, String path) {
        if (!before.equals(after)) {
            add(Cause.invalid(path, after.isMissingNode() ? "null" : after, "field is immutable"));
        }
    }

    void block(JsonNode value, String path) {
        if (!Names.isBlock(value.asString(""))) {
            add(Cause.invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
        }
    }

    void oneOf(ObjectNode object, String field, String path, String... supported) {
        if (!List.of(supported).contains(Json.text(object, field))) {
            add(Cause.notSupported(path + field, '"' + Json.text(object, field) + '"', supported));
        }
    }

    /** The real server has two checks of an address, and both speak. */
    void address(JsonNode value, String path) {
        if (!Names.isAddress(value.asString(""))) {
            add(Cause.invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            add(Cause.invalid(path, value, "must be a valid IP address"));
        }
    }

    void labels(JsonNode labels, String path) {
        labels.properties().forEach(label -> {
            Names.keyProblem(label.getKey()).ifPresent(problem -> add(Cause.invalid(path, '"' + label.getKey() + '"', problem)));
            Names.labelProblem(label.getValue().asString("")).ifPresent(problem -> add(Cause.invalid(path, label.getValue(), problem)));
        });
    }
}
