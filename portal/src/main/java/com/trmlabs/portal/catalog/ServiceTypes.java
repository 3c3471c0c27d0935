package com.trmlabs.portal.catalog;

import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.kernel.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The service types, read from their folders once at start; a wrong one stops the start and is named. */
@Component
final class ServiceTypes {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final InputsSchema DESCRIPTOR = new InputsSchema(descriptorSchema());

    private final Map<String, ServiceType> types = new TreeMap<>();

    @Autowired
    ServiceTypes(CatalogSettings settings) {
        this(find(settings.folder()));
    }

    ServiceTypes(Path folder) {
        List<String> wrong = new ArrayList<>();
        for (Path type : foldersIn(folder)) {
            try {
                types.put(type.getFileName().toString(), read(type));
            } catch (IllegalArgumentException rejected) {
                wrong.add(rejected.getMessage());
            }
        }
        if (types.isEmpty() && wrong.isEmpty()) {
            wrong.add("it holds no service type; each is a folder with a service.yaml");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("portal.catalog.folder (" + folder + "): " + String.join("; ", wrong));
        }
    }

    /** Those that others may need come before them. */
    List<ServiceType> all() {
        return types.values().stream().sorted(Comparator.comparing(ServiceType::needsDatabase)).toList();
    }

    ServiceType type(String name) {
        ServiceType type = types.get(name);
        if (type == null) {
            throw new NotFound("service type " + name);
        }
        return type;
    }

    boolean knows(String name) {
        return types.containsKey(name);
    }

    private static Path find(String folder) {
        Path program = new ApplicationHome(ServiceTypes.class).getDir().toPath().toAbsolutePath();
        return Stream.concat(upwards(Path.of("").toAbsolutePath()), upwards(program))
                .map(place -> place.resolve(folder)).filter(Files::isDirectory).findFirst()
                .orElseThrow(() -> new IllegalStateException("portal.catalog.folder: there is no folder " + folder
                        + " in the working directory, beside the program or above them"));
    }

    private static Stream<Path> upwards(Path from) {
        return Stream.iterate(from, Objects::nonNull, (@Nullable Path place) -> place.getParent());
    }

    private static List<Path> foldersIn(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ServiceType read(Path folder) {
        String name = folder.getFileName().toString();
        JsonNode tree = parse(folder.resolve("service.yaml"), name);
        List<InputProblem> problems = DESCRIPTOR.problems(tree);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(name + "/service.yaml: " + problems.getFirst());
        }
        ObjectNode descriptor = DESCRIPTOR.withDefaults((ObjectNode) tree);
        if (!descriptor.path("name").asString().equals(name)) {
            throw new IllegalArgumentException(name + "/service.yaml: name is " + descriptor.path("name") + ", its folder is " + name);
        }
        List<String> flaws = InputsSchema.flaws(descriptor.path("inputs"));
        if (!flaws.isEmpty()) {
            throw new IllegalArgumentException(name + "/service.yaml: inputs is no JSON Schema: " + flaws.getFirst());
        }
        return new ServiceType(name, descriptor.path("title").asString(), descriptor.path("description").asString(),
                descriptor.path("needsDatabase").asBoolean(), descriptor.path("inputs"), descriptor);
    }

    private static JsonNode parse(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(name + " has no service.yaml");
        }
        try {
            return YAML.readTree(file.toFile());
        } catch (JacksonException noYaml) {
            throw new IllegalArgumentException(name + "/service.yaml is no YAML: " + noYaml.getOriginalMessage(), noYaml);
        }
    }

    private static JsonNode descriptorSchema() {
        try (InputStream schema = ServiceTypes.class.getResourceAsStream("/catalog/service-type.schema.json")) {
            return YAML.readTree(Objects.requireNonNull(schema));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
