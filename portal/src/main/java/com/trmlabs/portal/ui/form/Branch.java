package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.InputsSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a schema says of some properties only under a condition.
 *
 * @param asks the properties that are needed then
 * @param forbids the properties that must not be there then
 */
record Branch(Predicate<ObjectNode> condition, Set<String> asks, Set<String> forbids) {

    private static final Set<String> KNOWN = Set.of("if", "then", "else", "$comment");

    static boolean isKnown(JsonNode rule) {
        return KNOWN.containsAll(rule.propertyNames());
    }

    static List<Branch> of(JsonNode schema) {
        Stream<Branch> conditions = Stream.concat(Stream.of(schema), schema.path("allOf").values().stream())
                .filter(rule -> rule.has("if")).flatMap(Branch::ofCondition);
        Stream<Branch> companions = schema.path("dependentRequired").properties().stream()
                .map(rule -> new Branch(values -> values.has(rule.getKey()), names(rule.getValue()), Set.of()));
        return Stream.concat(conditions, companions).toList();
    }

    private static Stream<Branch> ofCondition(JsonNode rule) {
        InputsSchema condition = new InputsSchema(rule.path("if"));
        Predicate<ObjectNode> holds = values -> condition.problems(values).isEmpty();
        return Stream.of(consequence(holds, rule.path("then")), consequence(holds.negate(), rule.path("else")));
    }

    private static Branch consequence(Predicate<ObjectNode> condition, JsonNode then) {
        Set<String> forbids = then.path("properties").properties().stream()
                .filter(property -> property.getValue().isBoolean() && !property.getValue().asBoolean())
                .map(Map.Entry::getKey).collect(Collectors.toSet());
        return new Branch(condition, names(then.path("required")), forbids);
    }

    private static Set<String> names(JsonNode list) {
        return new HashSet<>(list.values().stream().map(JsonNode::asString).toList());
    }

    boolean asksNow(String name, ObjectNode values) {
        return asks.contains(name) && condition.test(values);
    }

    boolean forbidsNow(String name, ObjectNode values) {
        return forbids.contains(name) && condition.test(values);
    }
}
