package com.trmlabs.portal.rehearsal.kubernetes.apply;

import com.trmlabs.portal.rehearsal.kubernetes.schema.SchemaMismatch;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Free;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.MapOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Scalar;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Struct;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Whether an applied object has only declared fields, of the right types, and no list item twice; with the real server's words. */
final class SchemaCheck {

    private final List<String> errors = new ArrayList<>();

    private SchemaCheck() {}

    static void check(Type type, JsonNode value) {
        var check = new SchemaCheck();
        check.visit(type, value, "");
        if (check.errors.size() == 1) {
            throw new SchemaMismatch(check.errors.getFirst());
        }
        if (!check.errors.isEmpty()) {
            throw new SchemaMismatch("errors:\n  " + String.join("\n  ", check.errors));
        }
    }

    private void visit(Type type, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        switch (type) {
            case Scalar scalar -> scalar(scalar, value, path);
            case ListOf list -> list(list, value, path);
            case MapOf map -> fields(map, value, path);
            case Struct struct -> fields(struct, value, path);
            case Free free -> {}
        }
    }

    private void scalar(Scalar type, JsonNode value, String path) {
        var problem = switch (type) {
            case STRING -> value.isString() ? "" : "expected string, got &value.valueUnstructured{Value:" + value + "}";
            case NUMBER -> value.isNumber() ? "" : "expected numeric (int or float), got " + goType(value);
            case BOOLEAN -> value.isBoolean() ? "" : "expected boolean, got &{" + text(value) + "}";
            case ANY, QUANTITY -> value.isContainer() ? "expected any scalar, got &{" + text(value) + "}" : "";
        };
        if (!problem.isEmpty()) {
            errors.add(path + ": " + problem);
        }
    }

    private void list(ListOf type, JsonNode value, String path) {
        if (!value.isArray()) {
            errors.add(path + ": expected list, got &{" + text(value) + "}");
            return;
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < value.size(); i++) {
            var step = "[" + i + "]";
            if (!type.atomic()) {
                try {
                    var element = Type.element(type, value.get(i));
                    step = FieldPath.text(element);
                    if (!seen.add(element)) {
                        errors.add(path + ": duplicate entries for key " + step);
                    }
                } catch (SchemaMismatch e) {
                    errors.add(path + ": element " + i + ": " + e.getMessage());
                    return;
                }
            }
            visit(type.item(), value.get(i), path + step);
        }
    }

    private void fields(Type type, JsonNode value, String path) {
        if (!value.isObject()) {
            errors.add(path + ": expected map, got &{" + text(value) + "}");
            return;
        }
        for (var field : value.properties()) {
            var below = path + "." + field.getKey();
            var child = type.child(field.getKey());
            if (child.isEmpty()) {
                errors.add(below + ": field not declared in schema");
                return;
            }
            visit(child.get(), field.getValue(), below);
        }
    }

    private static String goType(JsonNode value) {
        return value.isString() ? "string" : value.isBoolean() ? "bool" : value.isArray() ? "[]interface {}" : "map[string]interface {}";
    }

    /** As Go prints it. */
    private static String text(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream().sorted(Entry.comparingByKey())
                    .map(field -> field.getKey() + ":" + text(field.getValue())).collect(Collectors.joining(" ", "map[", "]"));
        }
        return value.isArray() ? value.valueStream().map(SchemaCheck::text).collect(Collectors.joining(" ", "[", "]")) : value.asString();
    }
}
