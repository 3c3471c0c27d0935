package com.trmlabs.portal.inputs;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.PatternFormat;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema (2020-12) as the measure of what people configure: folds its defaults into values and says in words what is
 * wrong with them. Adds the formats {@code cidr}, {@code cpu} and {@code memory}, and the keyword {@code x-not-below}: the name of
 * the property beside a number that it may not be less than.
 */
public final class InputsSchema {

    private static final List<Format> FORMATS = List.of(
            PatternFormat.of("cidr", "^[0-9.]+/[0-9]{1,2}$", null),
            PatternFormat.of("cpu", "^(?=.*[1-9])([0-9]{1,6}m|[0-9]{1,4}(\\.[0-9]{1,3})?)$", null),
            PatternFormat.of("memory", "^[1-9][0-9]{0,9}(Ki|Mi|Gi|Ti)$", null));
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012()).formats(FORMATS).build();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(DIALECT, registry -> registry
            .schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true).pathType(PathType.JSON_POINTER).locale(Locale.ENGLISH).build()));

    private static final String NOT_BELOW = "x-not-below";

    private final JsonNode tree;
    private final Schema schema;

    public InputsSchema(JsonNode tree) {
        this.tree = tree;
        this.schema = REGISTRY.getSchema(tree);
    }

    /** What is wrong with a schema itself, measured by the schema of all schemas. */
    public static List<String> flaws(JsonNode tree) {
        return REGISTRY.getSchema(SchemaLocation.of(Dialects.getDraft202012().getId())).validate(tree).stream().map(Error::toString).toList();
    }

    /** A copy in which what was left out has its default. */
    public ObjectNode withDefaults(ObjectNode values) {
        return fold(tree, values.deepCopy());
    }

    private static ObjectNode fold(JsonNode schema, ObjectNode values) {
        for (Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            JsonNode is = values.path(name);
            JsonNode standard = property.getValue().path("default");
            if (is.isMissingNode() && !standard.isMissingNode()) {
                values.set(name, standard.deepCopy());
            } else if (property.getValue().has("properties") && (is.isMissingNode() || is.isObject())) {
                ObjectNode folded = fold(property.getValue(), is.isObject() ? (ObjectNode) is : values.objectNode());
                if (is.isObject() || !folded.isEmpty()) {
                    values.set(name, folded);
                }
            }
        }
        return values;
    }

    /** At most one problem for each place, in the order of the schema; none when the values may be used. */
    public List<InputProblem> problems(JsonNode values) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> cidrLists = cidrLists(tree, "", new ArrayList<>());
        for (String list : cidrLists) {
            List<String> entries = values.at(list).values().stream().map(entry -> entry.asString("")).toList();
            CidrList.check(entries).stream().filter(CidrList.Finding::blocks)
                    .forEach(finding -> found.putIfAbsent(list + "/" + finding.index(), finding.message()));
        }
        notBelow(tree, "", values, found);
        for (Error error : schema.validate(spelledOut(values))) {
            String pointer = pointer(error);
            boolean saidOfItsEntry = error.getKeyword().equals("uniqueItems") && cidrLists.contains(pointer);
            if (saidOfItsEntry) {
                continue;
            }
            found.putIfAbsent(pointer, Wording.of(error, place(pointer).schema()));
        }
        return found.entrySet().stream()
                .sorted(Comparator.comparing(problem -> place(problem.getKey()).order()))
                .map(problem -> new InputProblem(problem.getKey(), place(problem.getKey()).label(), problem.getValue()))
                .toList();
    }

    /** A copy in which a list of blocks that leaves no address out says so itself: a schema compares entries, it does not add them up. */
    private static JsonNode spelledOut(JsonNode values) {
        JsonNode copy = values.deepCopy();
        spellOut(copy);
        return copy;
    }

    private static void spellOut(JsonNode node) {
        if (node instanceof ArrayNode list && CidrList.isEverybody(list.valueStream().map(entry -> entry.asString("")).toList())) {
            list.set(0, "0.0.0.0/0");
        }
        node.valueStream().filter(JsonNode::isContainer).forEach(InputsSchema::spellOut);
    }

    private static void notBelow(JsonNode schema, String at, JsonNode values, Map<String, String> found) {
        schema.path("properties").properties().forEach(property -> {
            String pointer = at + "/" + property.getKey();
            String other = property.getValue().path(NOT_BELOW).asString("");
            JsonNode least = values.at(at + "/" + other);
            if (least.isNumber() && values.at(pointer).isNumber() && values.at(pointer).decimalValue().compareTo(least.decimalValue()) < 0) {
                found.putIfAbsent(pointer, "%s is too small: at least %s, which stands in \"%s\".".formatted(values.at(pointer), least,
                        schema.at("/properties/" + other + "/title").asString(other)));
            }
            notBelow(property.getValue(), pointer, values, found);
        });
    }

    private static String pointer(Error error) {
        String at = error.getInstanceLocation().toString();
        return error.getProperty() == null ? at : JsonPointer.compile(at).appendProperty(error.getProperty()).toString();
    }

    private static List<String> cidrLists(JsonNode schema, String at, List<String> found) {
        if (schema.at("/items/format").asString("").equals("cidr")) {
            found.add(at);
        }
        schema.path("properties").properties().forEach(property -> cidrLists(property.getValue(), at + "/" + property.getKey(), found));
        return found;
    }

    /**
     * A place as the schema sees it.
     *
     * @param schema missing where the schema does not know the place
     * @param order sorts places as the form shows them
     */
    private record Place(JsonNode schema, String label, String order) {

        Place property(String name) {
            JsonNode below = schema.path("properties").path(name);
            int nth = List.copyOf(schema.path("properties").propertyNames()).indexOf(name);
            return below(below, below.path("title").asString(name), nth < 0 ? 999 : nth);
        }

        Place entry(int index) {
            return below(schema.path("items"), "entry " + (index + 1), index);
        }

        private Place below(JsonNode child, String name, int nth) {
            return new Place(child, label.isEmpty() ? name : label + ": " + name, order + "%03d.".formatted(nth));
        }
    }

    private Place place(String pointer) {
        Place place = new Place(tree, "", "");
        for (JsonPointer step = JsonPointer.compile(pointer); !step.matches(); step = step.tail()) {
            boolean entry = step.mayMatchElement() && place.schema().has("items");
            place = entry ? place.entry(step.getMatchingIndex()) : place.property(step.getMatchingProperty());
        }
        return place;
    }
}
