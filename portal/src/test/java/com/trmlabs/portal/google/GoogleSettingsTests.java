package com.trmlabs.portal.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleSettingsTests {

    @TempDir Path folder;

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

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "{}", "{\"installed\": {\"client_secret\": \"secret\"}}", "{\"type\": 3}", "{\"type\": \"secret\"}",
        "{\"type\": \"service_account\"}", "{\"type\": \"external_account\"}",
        "{\"type\": \"service_account\", \"client_id\": \"1\", \"client_email\": \"a@b\", \"private_key_id\": \"1\", \"private_key\": \"secret\"}"})
    void refusesAFileThatIsNoKey(String text) throws IOException {
        assertThatThrownBy(() -> credentials(text)).isInstanceOf(IllegalArgumentException.class).hasNoCause()
                .hasMessageStartingWith("portal.google.credentials has to be the key of a service account or a configuration of workload identity")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesAFolderForAKey() {
        assertThatThrownBy(() -> new GoogleSettings("https://{host}", "container.googleapis.com:443", folder, null))
                .hasMessageStartingWith("portal.google.credentials has to be a readable file");
    }

    @Test
    void takesWorkloadIdentityWithoutAskingIt() throws IOException {
        assertThat(credentials("""
                {"type": "external_account", "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider",
                 "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
                 "credential_source": {"file": "/var/run/secrets/tokens/google"}}""").credentials()).isNotNull();
    }

    private GoogleSettings credentials(String text) throws IOException {
        return new GoogleSettings("https://{host}", "container.googleapis.com:443", Files.writeString(folder.resolve("key.json"), text), null);
    }

    private static GoogleSettings settings(String base, String container, @Nullable String registry) {
        return new GoogleSettings(base, container, null, registry);
    }

    private static void assertRefused(String base, String container, @Nullable String registry, String message) {
        assertThatThrownBy(() -> settings(base, container, registry)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
