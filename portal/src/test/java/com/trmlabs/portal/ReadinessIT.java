package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

/** Whoever asks whether the portal can serve is told no while it cannot, and yes again after. */
@PostgresTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.hikari.connection-timeout=500")
class ReadinessIT {

    private static final HttpServer PROVIDER = provider();
    private static volatile int provided = 200;

    @LocalServerPort int port;
    @Value("${portal.database.url}") String database;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        registry.add("portal.oidc.issuer", () -> "http://localhost:" + PROVIDER.getAddress().getPort());
        registry.add("portal.oidc.client-id", () -> "portal");
        registry.add("portal.oidc.client-secret", () -> "no-one-signs-in-here");
    }

    private static HttpServer provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(provided, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterEach
    void bringBack() {
        FreshDatabase.bringBack(database);
        provided = 200;
    }

    @AfterAll
    static void stop() {
        PROVIDER.stop(0);
    }

    @Test
    void isNotReadyWithoutItsDatabaseButLives() {
        assertThat(readiness()).isEqualTo(HttpStatus.OK);

        FreshDatabase.takeAway(database);
        assertThat(readiness()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(asked("liveness")).as("a restart would not help").isEqualTo(HttpStatus.OK);

        FreshDatabase.bringBack(database);
        await().atMost(Duration.ofSeconds(20)).until(() -> readiness() == HttpStatus.OK);
    }

    @Test
    void isNotReadyWhileNobodyCanSignIn() {
        assertThat(readiness()).isEqualTo(HttpStatus.OK);
        provided = 502;
        assertThat(readiness()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    private HttpStatus readiness() {
        return asked("readiness");
    }

    private HttpStatus asked(String probe) {
        return RestClient.create("http://localhost:" + port).get().uri("/actuator/health/" + probe)
                .exchange((request, response) -> HttpStatus.valueOf(response.getStatusCode().value()));
    }
}
