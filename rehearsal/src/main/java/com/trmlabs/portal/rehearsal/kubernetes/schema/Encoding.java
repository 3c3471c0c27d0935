package com.trmlabs.portal.rehearsal.kubernetes.schema;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Field;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Free;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.MapOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Presence;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Scalar;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Struct;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What becomes of an object on its way through the server's own types: unknown fields are gone, empty ones are dropped or
 * filled as each field's type says, quantities are rewritten.
 */
public final class Encoding {

    private Encoding() {}

    public static ObjectNode roundTrip(Struct type, JsonNode value) {
        var result = Json.object();
        type.fields().forEach((name, field) -> encode(field, value.get(name)).ifPresent(child -> result.set(name, child)));
        return result;
    }

    private static Optional<JsonNode> encode(Field field, JsonNode value) {
        if (value == null || value.isNull() || (value.isMissingNode())) {
            return field.presence() == Presence.ALWAYS ? Optional.of(zero(field.type())) : Optional.empty();
        }
        var encoded = encode(field.type(), value);
        return field.presence() == Presence.UNLESS_EMPTY && empty(encoded) ? Optional.empty() : Optional.of(encoded);
    }

    private static JsonNode encode(Type type, JsonNode value) {
        return switch (type) {
            case Struct struct when value.isObject() -> roundTrip(struct, value);
            case MapOf map when value.isObject() -> {
                var result = Json.object();
                value.properties().forEach(entry -> result.set(entry.getKey(), encode(map.value(), entry.getValue())));
                yield result;
            }
            case ListOf list when value.isArray() -> {
                var result = Json.array();
                value.forEach(item -> result.add(encode(list.item(), item)));
                yield result;
            }
            case Scalar scalar -> scalar(scalar, value);
            default -> value.deepCopy();
        };
    }

    private static JsonNode scalar(Scalar type, JsonNode value) {
        if (type == Scalar.QUANTITY && value.isValueNode()) {
            var quantity = Quantity.parse(value.asString()).orElseThrow(() -> new SchemaMismatch(
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
            return StringNode.valueOf(quantity.canonical());
        }
        if (type == Scalar.STRING && value.isNull()) {
            return StringNode.valueOf("");
        }
        return value.isIntegralNumber() && value.canConvertToInt() ? IntNode.valueOf(value.intValue()) : value;
    }

    private static boolean empty(JsonNode value) {
        return value.isContainer() ? value.isEmpty()
                : value.isNumber() ? value.doubleValue() == 0
                : value.isBoolean() ? !value.booleanValue() : value.isNull() || value.asString().isEmpty();
    }

    private static JsonNode zero(Type type) {
        return switch (type) {
            case Struct struct -> roundTrip(struct, Json.object());
            case Scalar scalar when scalar == Scalar.STRING -> StringNode.valueOf("");
            case Scalar scalar when scalar == Scalar.NUMBER -> IntNode.valueOf(0);
            case Scalar scalar when scalar == Scalar.BOOLEAN -> Json.MAPPER.getNodeFactory().booleanNode(false);
            case Scalar scalar -> Json.MAPPER.nullNode();
            case MapOf map -> Json.MAPPER.nullNode();
            case ListOf list -> Json.MAPPER.nullNode();
            case Free free -> Json.MAPPER.nullNode();
        };
    }
}
