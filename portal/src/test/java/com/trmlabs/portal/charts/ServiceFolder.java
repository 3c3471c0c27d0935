package com.trmlabs.portal.charts;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        Path file = Files.createTempFile("values", ".yaml");
        try {
            YAML.writeValue(file, values);
            String type = descriptor().path("name").asString();
            String manifest = new Helm(folder.resolve("chart")).template().withName(type)
                .withNamespace(descriptor().path("namespace").asString()).withKubeVersion("1.33.0").withValuesFile(file).call();
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

    private List<Path> files(String child) {
        try (Stream<Path> files = Files.list(folder.resolve(child))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
