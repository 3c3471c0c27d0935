package com.trmlabs.portal.catalog;

import com.trmlabs.portal.catalog.Release.Image;
import com.trmlabs.portal.kernel.ImageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline sends to publish a release, not yet trusted.
 *
 * @param chart digest of an uploaded chart
 * @param images by role, {@code repository@sha256:..}
 * @param base digest of the image that those images were built on
 */
public record Publication(@Nullable String type, @Nullable String version, @Nullable String chart, @Nullable Map<String, String> images,
        @Nullable String notes, @Nullable String base) {

    private static final String REPOSITORY = "[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+";
    private static final int LONGEST_NOTES = 20_000;

    Release release(Instant at, String by) {
        return new Release(given("type", type), versionNumber(), read("chart", chart, ImageDigest::new), pinnedImages(), words(),
                base == null ? Optional.empty() : Optional.of(read("base", base, ImageDigest::new)), at, by);
    }

    private String versionNumber() {
        read("version", version, SemVer::of);
        return given("version", version);
    }

    private String words() {
        String words = given("notes", notes);
        if (words.length() > LONGEST_NOTES) {
            throw PublicationRefused.wrong("notes", "The notes have " + words.length() + " characters; at most " + LONGEST_NOTES + ".");
        }
        return words;
    }

    private Map<String, Image> pinnedImages() {
        if (images == null || images.isEmpty()) {
            throw PublicationRefused.wrong("images", "At least one image is needed, by its role in the chart.");
        }
        Map<String, Image> pinned = new TreeMap<>();
        images.forEach((role, image) -> pinned.put(role, read("images." + role, image, text -> pinned(role, text))));
        return Map.copyOf(pinned);
    }

    private static Image pinned(String role, String image) {
        if (!role.matches("[a-z][a-z0-9-]{0,29}")) {
            throw new IllegalArgumentException("A role is a word of lower-case letters, digits and dashes.");
        }
        int at = image.indexOf('@');
        String repository = at < 0 ? image : image.substring(0, at);
        if (at < 0 || repository.matches(".*:[^/]*")) {
            throw new IllegalArgumentException("'" + image + "' goes by a tag, which can be moved later. Write repository@sha256:.. without a tag.");
        }
        if (!repository.matches(REPOSITORY)) {
            throw new IllegalArgumentException("'" + repository + "' is no repository. Write it with its registry, like registry.example.com/trm/api.");
        }
        return new Image(repository, new ImageDigest(image.substring(at + 1)));
    }

    private static <T> T read(String field, @Nullable String text, Function<String, T> reader) {
        try {
            return reader.apply(given(field, text));
        } catch (IllegalArgumentException wrong) {
            throw PublicationRefused.wrong(field, wrong.getMessage());
        }
    }

    private static String given(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw PublicationRefused.wrong(field, field + " is needed.");
        }
        return text;
    }

    /** How the audit log names it. */
    @Override
    public String toString() {
        return type + " " + version;
    }
}
