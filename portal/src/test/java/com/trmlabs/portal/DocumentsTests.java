package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)");

    static List<Path> documents() throws IOException {
        try (var roots = Files.list(ROOT); var docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(roots, docs).filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void leadToWhatIsThere(Path document) throws IOException {
        assertThat(LINK.matcher(Files.readString(document)).results().map(link -> link.group(1))
                .filter(target -> !target.contains("://"))).allSatisfy(target ->
                assertThat(document.resolveSibling(target)).exists());
    }
}
