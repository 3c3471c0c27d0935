package com.trmlabs.portal.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.trmlabs.portal.cluster.ClusterPlanning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map.Entry;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every service type that is shipped. */
class ServiceFoldersTests {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    static List<ServiceFolder> types() throws IOException {
        try (var folders = Files.list(Path.of("../k8s/services"))) {
            return folders.map(folder -> ServiceFolder.of(folder.getFileName().toString())).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void rendersTheSameEachTime(ServiceFolder type) throws IOException {
        assertThat(type.examples()).isNotEmpty();
        for (Path example : type.examples()) {
            assertThat(type.render(ServiceFolder.values(example))).isNotEmpty().isEqualTo(type.render(ServiceFolder.values(example)));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void yieldsOneResourcePerFile(ServiceFolder type) throws IOException {
        for (Path template : type.templates()) {
            assertThat(Pattern.compile("(?m)^kind: ").matcher(Files.readString(template)).results()).as(template.toString()).hasSize(1);
        }
    }

    /** What is not named is not asked for, and the chart would take it for missing. */
    @ParameterizedTest
    @MethodSource("types")
    void namesTheKindsThatTheChartLooksFor(ServiceFolder type) throws IOException {
        List<String> named = Stream.concat(ClusterPlanning.OPTIONAL_KINDS.stream(),
                type.descriptor().path("optionalKinds").valueStream().map(JsonNode::asString)).toList();
        String helpers = Files.readString(type.folder().resolve("chart/templates/_helpers.tpl"));
        assertThat(Pattern.compile("has \"(\\S+)\" \\.Values\\.portal\\.kinds").matcher(helpers).results().map(found -> found.group(1)))
                .isNotEmpty().isSubsetOf(named);
    }

    @ParameterizedTest
    @MethodSource("types")
    void agreesWithTheFormAboutTheService(ServiceFolder type) {
        ObjectNode inputs = (ObjectNode) type.descriptor().path("inputs").deepCopy();
        inputs.remove("$schema");
        assertThat(type.valuesSchema().at("/properties/service")).isEqualTo(inputs);
    }

    @ParameterizedTest
    @MethodSource("types")
    void startsFromTheDefaultsOfTheForm(ServiceFolder type) {
        assertThat(type.defaults().path("service")).isEqualTo(defaultsOf(type.descriptor().path("inputs")));
    }

    @ParameterizedTest
    @MethodSource("types")
    void describesTheFormInJsonSchema202012(ServiceFolder type) {
        var metaSchema = SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(metaSchema.validate(type.descriptor().path("inputs").toString(), InputFormat.JSON)).isEmpty();
        assertThat(metaSchema.validate(type.valuesSchema().toString(), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void saysOfEveryFieldWhatItIsFor(ServiceFolder type) {
        assertThat(fields(type.descriptor().path("inputs"))).hasSizeGreaterThan(10)
                .allSatisfy(field -> assertThat(field.path("description").asString("")).as(field.toString()).isNotBlank());
    }

    private static List<JsonNode> fields(JsonNode schema) {
        return schema.path("properties").propertyStream().map(Entry::getValue)
                .flatMap(field -> field.path("type").asString().equals("object") ? fields(field).stream() : Stream.concat(Stream.of(field), fields(field.path("items")).stream())).toList();
    }

    private static JsonNode defaultsOf(JsonNode schema) {
        ObjectNode defaults = ServiceFolder.YAML.createObjectNode();
        schema.path("properties").propertyStream().forEach(property -> {
            JsonNode field = property.getValue();
            if (field.path("type").asString().equals("object")) {
                defaults.set(property.getKey(), defaultsOf(field));
            } else if (field.has("default")) {
                defaults.set(property.getKey(), field.path("default"));
            }
        });
        return defaults;
    }
}
