package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.kernel.NotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;

/** The runbooks that are shipped with the portal, and which of them goes with what a failed step says: the table of their README. */
final class Runbooks {

    private static final Map<String, String> BY_PHRASE = index();
    private static final Pattern FILE_LINK = Pattern.compile("\\[([^]]+)]\\(([a-z-]+)\\.md\\)");

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

    /** All pages, in the order of their README, which comes first. */
    static List<String> names() {
        return Stream.concat(Stream.of("README"), FILE_LINK.matcher(text("README")).results().map(link -> link.group(2))).distinct().toList();
    }

    /** The heading of a page. @param name of the page, without ending */
    static String title(String name) {
        return text(name).lines().findFirst().orElse(name).replaceFirst("^#\\s*", "");
    }

    /** Below the heading; where another page is named by its file, it is named by its heading. */
    static String body(String name) {
        String text = text(name);
        return FILE_LINK.matcher(text.substring(text.indexOf('\n') + 1))
                .replaceAll(link -> Matcher.quoteReplacement("[%s](runbooks/%s)".formatted(
                        link.group(1).replace(".md", "").equals(link.group(2)) ? title(link.group(2)) : link.group(1), link.group(2))));
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
