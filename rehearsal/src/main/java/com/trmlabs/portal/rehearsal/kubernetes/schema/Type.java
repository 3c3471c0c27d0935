package com.trmlabs.portal.rehearsal.kubernetes.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The type of a field, as far as merging, checking and defaulting need to know it. */
public sealed interface Type {

    /** Whether a value of this type has one owner as a whole. */
    boolean atomic();

    /** A single value. */
    enum Scalar implements Type {
        STRING,
        NUMBER,
        BOOLEAN,
        QUANTITY,
        ANY;

        @Override
        public boolean atomic() {
            return true;
        }
    }

    /** Any JSON, of one owner. */
    record Free() implements Type {
        @Override
        public boolean atomic() {
            return true;
        }
    }

    /** A map with keys of the user's choice. */
    record MapOf(Type value, boolean atomic) implements Type {}

    /** A list: of one owner, a set of scalars, or items that are told apart by the values of some keys. */
    record ListOf(Type item, Relation relation, List<String> keys, Map<String, JsonNode> keyDefaults) implements Type {

        /** How the items of a list relate to each other. */
        public enum Relation {
            ATOMIC,
            SET,
            KEYED
        }

        @Override
        public boolean atomic() {
            return relation == Relation.ATOMIC;
        }
    }

    /** An object with declared fields; it is filled in after it is made because types refer to each other. */
    final class Struct implements Type {

        private final String name;
        private final boolean atomic;
        private final Map<String, Field> fields;

        Struct(String name, boolean atomic, Map<String, Field> fields) {
            this.name = name;
            this.atomic = atomic;
            this.fields = fields;
        }

        /** For example core.v1.PodSpec. */
        public String name() {
            return name;
        }

        @Override
        public boolean atomic() {
            return atomic;
        }

        public Map<String, Field> fields() {
            return fields;
        }

        public Optional<Type> field(String field) {
            return Optional.ofNullable(fields.get(field)).map(Field::type);
        }
    }

    /** A declared field. */
    record Field(Type type, Presence presence) {}

    /** What the server's own encoding does with a field that is empty. */
    enum Presence {
        /** Kept as it was given. */
        AS_GIVEN,
        /** Left out when it is empty or zero. */
        UNLESS_EMPTY,
        /** Always there, if need be with its zero value. */
        ALWAYS
    }

    /** The type under a key of a map or a field of an object; absent where the object has no such field. */
    default Optional<Type> child(String key) {
        return switch (this) {
            case Struct struct -> struct.field(key);
            case MapOf map -> Optional.of(map.value());
            case Free free -> Optional.of(free);
            default -> Optional.empty();
        };
    }

    /** Whether a member of this name is a declared field, not a key of the user's choice. */
    default boolean declares(String key) {
        return this instanceof Struct struct && struct.fields().containsKey(key);
    }

    /** What tells an item of a list from its siblings, in the notation of managed fields: {@code k:{"name":"web"}}, {@code v:"x"}. */
    static String element(ListOf list, JsonNode item) {
        if (list.relation() == ListOf.Relation.SET) {
            if (item.isContainer() || item.isNull()) {
                throw new SchemaMismatch("associative list without keys has an element that's a map type");
            }
            return "v:" + item;
        }
        if (!item.isObject()) {
            throw new SchemaMismatch("associative list with keys may not have non-map elements");
        }
        var keys = list.keys().stream().sorted().flatMap(key -> keyText(list, item, key)).collect(Collectors.joining(","));
        if (keys.isEmpty()) {
            throw new SchemaMismatch("associative list with keys has an element that omits all key fields "
                    + list.keys().stream().map(key -> '"' + key + '"').collect(Collectors.joining(" ", "[", "]"))
                    + " (and doesn't have default values for any key fields)");
        }
        return "k:{" + keys + "}";
    }

    private static Stream<String> keyText(ListOf list, JsonNode item, String key) {
        var value = item.has(key) ? item.get(key) : list.keyDefaults().get(key);
        return value == null ? Stream.empty() : Stream.of('"' + key + "\":" + value);
    }
}
