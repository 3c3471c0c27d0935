package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTests {

    private static final String DIGEST = "sha256:" + "0a".repeat(32);
    private static final String IMAGE = "registry.example.com/trm/api@" + DIGEST;

    @Test
    void readsAPinnedRelease() {
        Release release = publication("2.4.0", DIGEST, Map.of("api", IMAGE), "Faster paging.").release(Instant.EPOCH, "pipeline");
        assertThat(release.images().get("api")).hasToString(IMAGE);
        assertThat(release.base()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example.com/trm/api:2.4.0", "registry.example.com/trm/api", "registry.example.com:5000/trm/api:latest",
        "registry.example.com/trm/api:2.4.0@" + "sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"})
    void refusesTagsAndNamesTheField(String image) {
        assertThatExceptionOfType(PublicationRefused.class)
                .isThrownBy(() -> publication("2.4.0", DIGEST, Map.of("api", image), "Notes.").release(Instant.EPOCH, "pipeline"))
                .withMessageContaining("tag")
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("images.api"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api@" + "sha256:12", "Registry.example.com/api@sha256:0a", "registry.example.com/trm/api@sha512:0a", "@sha256:0a"})
    void refusesBrokenReferences(String image) {
        assertRefused(publication("2.4.0", DIGEST, Map.of("api", image), "Notes."), "images.api");
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertRefused(publication("2.4", DIGEST, Map.of("api", IMAGE), "Notes."), "version");
        assertRefused(publication("2.4.0", "2.4.0", Map.of("api", IMAGE), "Notes."), "chart");
        assertRefused(publication("2.4.0", null, Map.of("api", IMAGE), "Notes."), "chart");
        assertRefused(publication("2.4.0", DIGEST, Map.of(), "Notes."), "images");
        assertRefused(publication("2.4.0", DIGEST, null, "Notes."), "images");
        assertRefused(publication("2.4.0", DIGEST, Map.of("API", IMAGE), "Notes."), "images.API");
        assertRefused(publication("2.4.0", DIGEST, Map.of("api", IMAGE), " "), "notes");
        assertRefused(publication("2.4.0", DIGEST, Map.of("api", IMAGE), "x".repeat(20_001)), "notes");
        assertRefused(new Publication(null, "2.4.0", DIGEST, Map.of("api", IMAGE), "Notes.", null), "type");
        assertRefused(new Publication("api", "2.4.0", DIGEST, Map.of("api", IMAGE), "Notes.", "python:3.13"), "base");
    }

    private static Publication publication(String version, @Nullable String chart, @Nullable Map<String, String> images, String notes) {
        return new Publication("api", version, chart, images, notes, null);
    }

    private static void assertRefused(Publication publication, String field) {
        assertThatExceptionOfType(PublicationRefused.class).isThrownBy(() -> publication.release(Instant.EPOCH, "pipeline"))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }
}
