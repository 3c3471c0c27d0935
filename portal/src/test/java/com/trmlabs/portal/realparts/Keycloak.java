package com.trmlabs.portal.realparts;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/** The Keycloak of docker-compose.yml, with its administrator's hands. */
final class Keycloak implements AutoCloseable {

    private final Process process;
    private final RestClient http;
    private final String password;

    private Keycloak(Process process, int port, String password) {
        this.process = process;
        this.password = password;
        http = RestClient.builder().baseUrl("http://localhost:" + port)
                .requestFactory(new JdkClientHttpRequestFactory(HttpClient.newHttpClient())).build();
    }

    static Keycloak start(Compose compose, int port, int managementPort) {
        var environment = new HashMap<>(compose.environment("keycloak"));
        environment.put("KC_HTTP_PORT", String.valueOf(port));
        environment.put("KC_HTTP_MANAGEMENT_PORT", String.valueOf(managementPort));
        environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx400m");
        var words = Stream.concat(Stream.of("sh", home() + "/bin/kc.sh"), compose.command("keycloak").stream());
        var process = Command.start("keycloak", environment, words.toArray(String[]::new));
        var keycloak = new Keycloak(process, port, environment.get("KC_BOOTSTRAP_ADMIN_PASSWORD"));
        await("a Keycloak that answers; see target/keycloak.log").atMost(Duration.ofMinutes(8)).pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(RestClientException.class)
                .failFast("Keycloak ended; see target/keycloak.log", () -> !process.isAlive())
                .until(() -> keycloak.http.get().uri("/realms/portal").retrieve().toBodilessEntity().getStatusCode().is2xxSuccessful());
        return keycloak;
    }

    /** A Keycloak of this test alone on programs that all tests share. */
    private static Path home() {
        var shared = Path.of(Command.run(Map.of(), "deploy/keycloak/get").strip());
        try {
            var home = Files.createTempDirectory("keycloak");
            for (String part : List.of("lib", "providers", "themes")) {
                Files.createSymbolicLink(home.resolve(part), shared.resolve(part));
            }
            Command.run(Map.of(), "cp", "-r", shared + "/bin", shared + "/conf", home.toString());
            Files.createDirectories(home.resolve("data/import"));
            Files.copy(Command.ROOT.resolve("deploy/keycloak/portal-realm.json"), home.resolve("data/import/portal-realm.json"));
            return home;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void set(String user, Map<String, Object> properties) {
        http.put().uri("/admin/realms/portal/users/" + id(user)).header("Authorization", "Bearer " + token()).body(properties).retrieve()
                .toBodilessEntity();
    }

    /** Ends all sessions of the account and leaves the account alone. */
    void signOut(String user) {
        http.post().uri("/admin/realms/portal/users/" + id(user) + "/logout").header("Authorization", "Bearer " + token()).retrieve()
                .toBodilessEntity();
    }

    private String id(String user) {
        return admin("/users?exact=true&username=" + user).get(0).get("id").asString();
    }

    private JsonNode admin(String path) {
        return http.get().uri("/admin/realms/portal" + path).header("Authorization", "Bearer " + token()).retrieve().body(JsonNode.class);
    }

    private String token() {
        var form = new LinkedMultiValueMap<String, String>();
        form.setAll(Map.of("grant_type", "password", "client_id", "admin-cli", "username", "admin", "password", password));
        return http.post().uri("/realms/master/protocol/openid-connect/token").body(form).retrieve().body(JsonNode.class)
                .get("access_token").asString();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
