package com.trmlabs.portal.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GoogleSettingsTests {

    @Test
    void takesGoogleAndTheRehearsalOnThisMachine() {
        assertThat(settings("https://{host}", "container.googleapis.com:443", null).url("compute.googleapis.com", "/a"))
                .hasToString("https://compute.googleapis.com/a");
        assertThat(settings("http://127.0.0.1:9000/google/{host}", "127.0.0.1:9001", null).url("compute.googleapis.com", "/a"))
                .hasToString("http://127.0.0.1:9000/google/compute.googleapis.com/a");
    }

    @Test
    void leavesTlsOutOnThisMachineOnly() {
        assertThat(settings("https://{host}", "127.0.0.1:9001", null).isContainerOnThisMachine()).isTrue();
        assertThat(settings("https://{host}", "127.0.0.1.example.com:443", null).isContainerOnThisMachine()).isFalse();
        assertRefused("http://{host}", "container.googleapis.com:443", null, "portal.google.base-url has to be https");
        assertRefused("http://127.0.0.1.example.com/{host}", "container.googleapis.com:443", null, "portal.google.base-url has to be https");
    }

    @Test
    void refusesWrongValuesByName() {
        assertRefused("https://google", "container.googleapis.com:443", null, "portal.google.base-url has to be an address with {host} in it, not 'https://google'");
        assertRefused("https://{host}", "https://container.googleapis.com", null, "portal.google.container-endpoint has to be host:port");
        assertRefused("https://{host}", "container.googleapis.com:443", "europe-docker.pkg.dev/trm/services", "portal.google.registry has to be projects/");
        assertThatThrownBy(() -> new GoogleSettings("https://{host}", "container.googleapis.com:443", Path.of("/nowhere/key.json"), null))
                .hasMessage("portal.google.credentials has to be a readable file, not '/nowhere/key.json'");
    }

    private static GoogleSettings settings(String base, String container, @Nullable String registry) {
        return new GoogleSettings(base, container, null, registry);
    }

    private static void assertRefused(String base, String container, @Nullable String registry, String message) {
        assertThatThrownBy(() -> settings(base, container, registry)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
