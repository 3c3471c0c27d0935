package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.InputsSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a schema says of some properties only under a condition.
 *
 * @param asks the properties that are needed then
 * @param offers the properties that are spoken of then, needed or not
 * @param forbids the properties that must not be there then
 */
record Branch(Predicate<ObjectNode> condition, Set<String> asks, Set<String> offers, Set<String> forbids) {

    private static final Set<String> KNOWN = Set.of("if", "then", "else", "$comment");

    static boolean isKnown(JsonNode rule) {
        return KNOWN.containsAll(rule.propertyNames());
    }

    static List<Branch> of(JsonNode schema) {
        Stream<Branch> conditions = Stream.concat(Stream.of(schema), schema.path("allOf").values().stream())
                .filter(rule -> rule.has("if")).flatMap(Branch::ofCondition);
        Stream<Branch> companions = schema.path("dependentRequired").properties().stream()
                .map(rule -> new Branch(values -> values.has(rule.getKey()), names(rule.getValue()), names(rule.getValue()), Set.of()));
        return Stream.concat(conditions, companions).toList();
    }

    private static Stream<Branch> ofCondition(JsonNode rule) {
        InputsSchema condition = new InputsSchema(rule.path("if"));
        Predicate<ObjectNode> holds = values -> condition.problems(values).isEmpty();
        return Stream.of(consequence(holds, rule.path("then")), consequence(holds.negate(), rule.path("else")));
    }

    private static Branch consequence(Predicate<ObjectNode> condition, JsonNode then) {
        Set<String> asks = names(then.path("required"));
        Set<String> offers = new HashSet<>(asks);
        Set<String> forbids = new HashSet<>();
        then.path("properties").properties().forEach(property ->
                (property.getValue().equals(BooleanNode.FALSE) ? forbids : offers).add(property.getKey()));
        return new Branch(condition, asks, offers, forbids);
    }

    private static Set<String> names(JsonNode list) {
        return new HashSet<>(list.values().stream().map(JsonNode::asString).toList());
    }

    boolean asksNow(String name, ObjectNode values) {
        return asks.contains(name) && condition.test(values);
    }

    boolean offersNow(String name, ObjectNode values) {
        return offers.contains(name) && condition.test(values);
    }

    boolean forbidsNow(String name, ObjectNode values) {
        return forbids.contains(name) && condition.test(values);
    }
}
