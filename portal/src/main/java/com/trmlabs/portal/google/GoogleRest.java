package com.trmlabs.portal.google;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.ProjectId;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Google's REST APIs as one of our identities: JSON in, JSON out, one attempt, and faults by what to do about them. */
@Component
class GoogleRest {

    /** Gives the token of whoever calls; a fresh one after the last was refused. */
    interface Caller {
        String token(boolean fresh);
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final GoogleSettings settings;
    private final ImpersonatedTokens tokens;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(4)).followRedirects(HttpClient.Redirect.NEVER).build();

    GoogleRest(GoogleSettings settings, ImpersonatedTokens tokens) {
        this.settings = settings;
        this.tokens = tokens;
    }

    Caller as(ProjectId project, CloudIdentity identity) {
        return fresh -> tokens.token(project, identity, fresh);
    }

    Caller asPortal() {
        return tokens::ownToken;
    }

    /** Absent for 404. */
    Optional<JsonNode> get(Caller caller, String host, String path) {
        return call(caller, host, path, "GET", null);
    }

    /** Absent for 404. */
    Optional<JsonNode> post(Caller caller, String host, String path, JsonNode body) {
        return call(caller, host, path, "POST", body);
    }

    /** Absent for 404. */
    Optional<JsonNode> delete(Caller caller, String host, String path) {
        return call(caller, host, path, "DELETE", null);
    }

    /** Text as a segment or parameter of an address. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Optional<JsonNode> call(Caller caller, String host, String path, String method, @Nullable JsonNode body) {
        var answer = send(host, path, method, body, caller.token(false));
        if (answer.statusCode() == 401) {
            answer = send(host, path, method, body, caller.token(true));
        }
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw GoogleFaults.of(host, answer.statusCode(), error(answer.body()));
        }
        return Optional.of(parse(host, answer.body()));
    }

    private HttpResponse<String> send(String host, String path, String method, @Nullable JsonNode body, String token) {
        var request = HttpRequest.newBuilder(settings.url(host, path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException silent) {
            throw new CloudFault.Unreachable(host + " does not answer.", silent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CloudFault.Unreachable("The call to " + host + " was interrupted.", stopped);
        }
    }

    private static JsonNode error(String body) {
        try {
            return JSON.readTree(body).path("error");
        } catch (JacksonException page) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode parse(String host, String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException broken) {
            throw new CloudFault.Unreachable(host + " answered something else than JSON.", broken);
        }
    }
}
