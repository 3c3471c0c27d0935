package com.trmlabs.portal.charts;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One folder of {@code k8s/services}, read and rendered. */
record ServiceFolder(Path folder) {

    static final YAMLMapper YAML = new YAMLMapper();

    static ServiceFolder of(String type) {
        return new ServiceFolder(Path.of("../k8s/services", type).toAbsolutePath().normalize());
    }

    JsonNode descriptor() {
        return YAML.readTree(folder.resolve("service.yaml"));
    }

    JsonNode valuesSchema() {
        return YAML.readTree(folder.resolve("chart/values.schema.json"));
    }

    JsonNode defaults() {
        return YAML.readTree(folder.resolve("chart/values.yaml"));
    }

    List<Path> examples() {
        return files("chart/examples");
    }

    List<Path> templates() {
        return files("chart/templates").stream().filter(file -> file.toString().endsWith(".yaml")).toList();
    }

    static ObjectNode values(Path example) {
        return (ObjectNode) YAML.readTree(example);
    }

    List<JsonNode> render(ObjectNode values) throws IOException {
        return render(values, descriptor().path("namespace").asString());
    }

    List<JsonNode> render(ObjectNode values, String namespace) throws IOException {
        Path file = Files.createTempFile("values", ".yaml");
        try {
            YAML.writeValue(file, values);
            String type = descriptor().path("name").asString();
            String manifest = new Helm(folder.resolve("chart")).template().withName(type)
                .withNamespace(namespace).withKubeVersion("1.33.0").withValuesFile(file).call();
            return documents(manifest);
        } finally {
            Files.delete(file);
        }
    }

    static List<JsonNode> documents(String manifest) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(manifest)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    /** Group and plural, as rights name them: {@code apps/deployments}, {@code /services}. */
    static String resource(JsonNode object) {
        String version = object.path("apiVersion").asString();
        String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
        String kind = object.path("kind").asString().toLowerCase(Locale.ROOT);
        return group + "/" + (kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind.endsWith("s") ? kind + "es" : kind + "s");
    }

    private List<Path> files(String child) {
        try (Stream<Path> files = Files.list(folder.resolve(child))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
