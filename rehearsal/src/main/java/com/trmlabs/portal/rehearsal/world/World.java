package com.trmlabs.portal.rehearsal.world;

import com.trmlabs.portal.rehearsal.state.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** All projects and what Google offers everywhere. Projects begin as {@code world.yaml} says; what is changed is kept. */
public final class World {

    private static final String FILE = "projects.json";

    private final Folder folder;
    private final Shipped shipped;
    private final Map<String, Project> projects = new LinkedHashMap<>();

    public World(Folder folder) {
        this.folder = folder;
        this.shipped = shipped();
        folder.read(FILE, new TypeReference<List<Project>>() {})
                .orElse(shipped.projects())
                .forEach(project -> projects.put(project.id(), project));
    }

    public synchronized List<Project> projects() {
        return List.copyOf(projects.values());
    }

    public synchronized Optional<Project> project(String id) {
        return Optional.ofNullable(projects.get(id));
    }

    /** @throws NoSuchElementException when there is no such project */
    public synchronized Project change(String id, UnaryOperator<Project> edit) {
        var before = project(id).orElseThrow(() -> new NoSuchElementException("No project " + id + "; known: " + projects.keySet()));
        var after = edit.apply(before);
        projects.put(id, after);
        folder.write(FILE, List.copyOf(projects.values()));
        return after;
    }

    /** The vendor: who the portal is at Google, and where its images are. */
    public Vendor vendor() {
        return shipped.vendor();
    }

    public List<MachineType> machineTypes() {
        return shipped.machineTypes();
    }

    /** The versions on offer by release channel, the default first. */
    public Map<String, List<String>> versions() {
        return shipped.versions();
    }

    private static Shipped shipped() {
        try (var yaml = new ClassPathResource("rehearsal/world.yaml").getInputStream()) {
            return YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build().readValue(yaml, Shipped.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read world.yaml", e);
        }
    }

    private record Shipped(Vendor vendor, List<MachineType> machineTypes, Map<String, List<String>> versions, List<Project> projects) {}

    /** @param account the portal's own service account */
    public record Vendor(String project, String account, String location, String repository) {}

    /** @param quota the metric that its processors count for */
    public record MachineType(String name, int cpus, int memoryMegabytes, String quota) {}
}
