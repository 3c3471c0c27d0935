package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What {@code bin/publish-release} sends is what the portal takes. */
class PublishReleaseTests {

    private static final String IMAGE = "api=registry.example.com/trm/api@sha256:" + "0a".repeat(32);

    private record Request(String line, String authorization, byte[] body) {}

    private record Outcome(int code, String said) {}

    @TempDir
    Path folder;
    private HttpServer portal;
    private final List<Request> received = new ArrayList<>();
    private int status = 201;
    private String answer = "{}";

    @BeforeEach
    void startPortal() throws IOException {
        Files.writeString(folder.resolve("notes.md"), "Faster \"paging\".\n");
        portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        portal.createContext("/", this::receive);
        portal.start();
    }

    @AfterEach
    void stopPortal() {
        portal.stop(0);
    }

    @Test
    void sendsAChartAndAReleaseThatArePublishable() throws Exception {
        Outcome outcome = publish("token-1", "api", "2.4.0", "--image", IMAGE, "--notes", folder.resolve("notes.md").toString());

        assertThat(outcome.said()).startsWith("api 2.4.0 is published.");
        assertThat(outcome.code()).isZero();
        assertThat(received).extracting(Request::authorization).containsExactly("Bearer token-1", "Bearer token-1");
        byte[] chart = received.getFirst().body();
        String digest = ChartArchive.digest(chart).value();
        assertThat(received).extracting(Request::line).containsExactly("PUT /api/v1/charts/" + digest, "POST /api/v1/releases");

        Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
        ChartArchive.read(chart, 1_000_000).unpackTo(unpacked);
        ChartArchive shipped = ChartArchive.read(ChartArchive.pack(Path.of("../k8s/services/api/chart"), "api"), 1_000_000);
        assertThat(shipped.isIn(unpacked)).isTrue();

        Release release = JsonMapper.shared().readValue(received.getLast().body(), Publication.class).release(Instant.EPOCH, "pipeline");
        assertThat(release.chart().value()).isEqualTo(digest);
        assertThat(release.notes()).isEqualTo("Faster \"paging\".\n");
        assertThat("api=" + release.images().get("api")).isEqualTo(IMAGE);
    }

    @Test
    void packsTheSameBytesEachTime() throws Exception {
        publish("token-1", "api", "2.4.0", "--image", IMAGE, "--notes", folder.resolve("notes.md").toString());
        publish("token-1", "api", "2.4.0", "--image", IMAGE, "--notes", folder.resolve("notes.md").toString());
        assertThat(received.get(2).body()).isEqualTo(received.get(0).body());
    }

    @Test
    void saysWhatThePortalRefused() throws Exception {
        status = 409;
        answer = "{\"detail\": \"api 2.4.0 was published with other content.\", \"field\": \"version\"}";
        Outcome outcome = publish("token-1", "api", "2.4.0", "--image", IMAGE, "--notes", folder.resolve("notes.md").toString());
        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.said()).contains("409").contains("api 2.4.0 was published with other content. (version)").doesNotContain("token-1");
    }

    @Test
    void saysWhatIsMissingBeforeItSendsAnything() throws Exception {
        String notes = folder.resolve("notes.md").toString();
        assertThat(publish("", "api", "2.4.0", "--image", IMAGE, "--notes", notes).said()).contains("PORTAL_TOKEN is not set");
        assertThat(publish("token-1", "api", "2.4.0", "--image", "api=registry.example.com/trm/api:2.4.0", "--notes", notes).said())
                .contains("a tag is not accepted");
        assertThat(publish("token-1", "cache", "2.4.0", "--image", IMAGE, "--notes", notes).said()).contains("There is no chart in");
        assertThat(publish("token-1", "api", "2.4.0", "--image", IMAGE, "--notes", notes + "x").said()).contains("The notes cannot be read");
        assertThat(publish("token-1", "api", "2.4.0", "--image", IMAGE, "--notes", notes, "--url", "http://localhost.example.com").said())
                .contains("the token would travel in the clear");
        assertThat(received).isEmpty();
    }

    private Outcome publish(String token, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("../bin/publish-release"));
        command.addAll(List.of(arguments));
        ProcessBuilder script = new ProcessBuilder(command).redirectErrorStream(true);
        script.environment().put("PORTAL_TOKEN", token);
        script.environment().put("PORTAL_URL", "http://localhost:" + portal.getAddress().getPort());
        Process running = script.start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(running.waitFor(), said);
    }

    private void receive(HttpExchange exchange) throws IOException {
        received.add(new Request(exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"), exchange.getRequestBody().readAllBytes()));
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
