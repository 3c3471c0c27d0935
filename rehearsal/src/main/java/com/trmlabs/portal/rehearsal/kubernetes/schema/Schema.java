package com.trmlabs.portal.rehearsal.kubernetes.schema;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Field;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Free;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf.Relation;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.MapOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Presence;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Scalar;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import tools.jackson.databind.JsonNode;

/** All types by name, read from the compact files that {@code rehearsal/schema/derive} explains. */
public final class Schema {

    private final Map<String, JsonNode> sources = new HashMap<>();
    private final Map<String, Map<String, JsonNode>> keyDefaults = new HashMap<>();
    private final Map<String, Struct> types = new HashMap<>();

    private Schema() {}

    /** Kubernetes' own types and Google's. */
    public static Schema load() {
        var schema = new Schema();
        for (var file : List.of("kubernetes.json", "google.json")) {
            schema.read(file);
        }
        schema.sources.keySet().forEach(schema::type);
        return schema;
    }

    /** @param name for example apps.v1.Deployment */
    public Struct type(String name) {
        var known = types.get(name);
        if (known != null) {
            return known;
        }
        var source = sources.get(name);
        if (source == null) {
            throw new NoSuchElementException("no type " + name);
        }
        var fields = new LinkedHashMap<String, Field>();
        var struct = new Struct(name, source.has("*"), fields);
        types.put(name, struct);
        source.properties().stream()
                .filter(field -> !field.getKey().equals("*"))
                .forEach(field -> fields.put(field.getKey(), field(field.getValue().asString())));
        return struct;
    }

    private void read(String file) {
        try (var stream = Schema.class.getResourceAsStream(file)) {
            var tree = Json.MAPPER.readTree(stream);
            tree.get("types").properties().forEach(type -> sources.put(type.getKey(), type.getValue()));
            tree.get("keyDefaults").properties().forEach(type -> {
                var defaults = new HashMap<String, JsonNode>();
                type.getValue().properties().forEach(key -> defaults.put(key.getKey(), key.getValue()));
                keyDefaults.put(type.getKey(), defaults);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Field field(String text) {
        return switch (text.charAt(0)) {
            case '?' -> new Field(parse(text.substring(2)), Presence.UNLESS_EMPTY);
            case '!' -> new Field(parse(text.substring(2)), Presence.ALWAYS);
            default -> new Field(parse(text), Presence.AS_GIVEN);
        };
    }

    private Type parse(String text) {
        int space = text.indexOf(' ');
        var head = space < 0 ? text : text.substring(0, space);
        var rest = text.substring(space + 1);
        return switch (head) {
            case "string" -> Scalar.STRING;
            case "number" -> Scalar.NUMBER;
            case "boolean" -> Scalar.BOOLEAN;
            case "quantity" -> Scalar.QUANTITY;
            case "scalar" -> Scalar.ANY;
            case "any" -> new Free();
            case "map" -> new MapOf(parse(rest), false);
            case "atomic" -> new MapOf(parse(rest.substring("map ".length())), true);
            case "list" -> new ListOf(parse(rest), Relation.ATOMIC, List.of(), Map.of());
            case "set" -> new ListOf(parse(rest), Relation.SET, List.of(), Map.of());
            case "keyed" -> keyed(rest);
            default -> type(text);
        };
    }

    private ListOf keyed(String text) {
        int space = text.indexOf(' ');
        var item = text.substring(space + 1);
        var keys = Arrays.asList(text.substring(0, space).split(","));
        return new ListOf(parse(item), Relation.KEYED, keys, keyDefaults.getOrDefault(item, Map.of()));
    }
}
