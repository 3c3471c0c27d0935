package com.trmlabs.portal;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** The modules as they really depend on each other, drawn by Mermaid. An arrow that follows from others is left out. */
final class ModuleDrawing {

    private static final List<String> ADAPTERS = List.of("google", "kubernetes", "helm");
    private static final Path SOURCES = Path.of("src/main/java/com/trmlabs/portal");

    private final TreeMap<String, TreeSet<String>> uses = new TreeMap<>();

    ModuleDrawing(ApplicationModules modules) {
        modules.forEach(module -> uses.put(name(module), module.getDirectDependencies(modules).uniqueModules().map(ModuleDrawing::name)
                .collect(toCollection(TreeSet::new))));
    }

    String page() {
        return """
                # Modules

                Drawn by `ModularityTests` from the code. An arrow says *uses*; one that follows from others is left out.

                ```mermaid
                flowchart BT
                %s
                  classDef adapter stroke-dasharray: 4
                  class %s adapter
                ```

                | module | |
                |---|---|
                %s
                """.formatted(
                uses.keySet().stream().flatMap(this::arrows).collect(Collectors.joining("\n")),
                String.join(",", ADAPTERS),
                uses.keySet().stream().map(module -> "| `" + module + "` | " + purpose(module) + " |").collect(Collectors.joining("\n")));
    }

    private Stream<String> arrows(String module) {
        return uses.get(module).stream().filter(used -> uses.get(module).stream().noneMatch(between -> !between.equals(used) && reaches(between, used)))
                .map(used -> "  " + module + " --> " + used);
    }

    private boolean reaches(String from, String to) {
        return uses.get(from).contains(to) || uses.get(from).stream().anyMatch(next -> reaches(next, to));
    }

    /** What its package says of itself. */
    private static String purpose(String module) {
        try {
            String source = Files.readString(SOURCES.resolve(module).resolve("package-info.java"));
            return source.substring(source.indexOf("/** ") + 4, source.indexOf(" */"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String name(ApplicationModule module) {
        return module.getIdentifier().toString();
    }
}
