package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.kernel.NotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;

/** The runbooks that are shipped with the portal, and which of them goes with what a failed step says: the table of their README. */
final class Runbooks {

    private static final Map<String, String> BY_PHRASE = index();

    private Runbooks() {}

    /** The page for a cause as it stands at a step. */
    static Optional<String> of(String cause) {
        return BY_PHRASE.entrySet().stream().filter(entry -> cause.contains(entry.getKey())).map(Map.Entry::getValue).findFirst();
    }

    /** @param name of the page, without ending */
    static String text(String name) {
        var file = new ClassPathResource("runbooks/" + name + ".md");
        if (!name.matches("[a-zA-Z-]+") || !file.exists()) {
            throw new NotFound("runbook " + name);
        }
        try {
            return file.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Rows like {@code | phrase; another | [image-pull.md](image-pull.md) |}; an ellipsis stands for any words, so the longer side counts. */
    private static Map<String, String> index() {
        Map<String, String> pages = new LinkedHashMap<>();
        text("README").lines().map(line -> line.split("\\|")).filter(cells -> cells.length == 3 && cells[2].contains("](")).forEach(cells -> {
            String page = cells[2].replaceAll(".*\\((.*)\\.md\\).*", "$1");
            Stream.of(cells[1].split("[;,]|\\.\\.\\.")).map(String::strip).filter(phrase -> phrase.length() > 6).forEach(phrase -> pages.put(phrase, page));
        });
        return pages;
    }
}
