package com.trmlabs.portal.rehearsing;

import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Profile;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The rehearsal's director: which faults are on, and switching them. Each switch is an audit event. */
@Component
@Profile("rehearsal")
public class Director {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RehearsalSettings settings;
    private final ApplicationEventPublisher events;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    Director(RehearsalSettings settings, ApplicationEventPublisher events) {
        this.settings = settings;
        this.events = events;
    }

    /** @param where project and cluster, or everywhere */
    public record SwitchedFault(long id, String kind, String where, String detail, double rate) {}

    /** The faults that are on; empty also when the director does not answer, as nothing is known then. */
    public List<SwitchedFault> faults() {
        if (settings.director() == null) {
            return List.of();
        }
        return call("GET", "/faults", "").valueStream().map(Director::fault).toList();
    }

    @Activity("rehearsal.fault-on")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public void switchOn(String kind, String cluster, String detail, double rate) {
        ObjectNode fault = JSON.createObjectNode().put("kind", kind).put("rate", rate).put("detail", detail.strip());
        if (!cluster.isBlank()) {
            fault.put("cluster", cluster.strip());
        }
        events.publishEvent(new FaultSwitched("rehearsal.fault-on", kind, Map.of("cluster", cluster, "detail", detail, "rate", rate)));
        call("POST", "/faults", JSON.writeValueAsString(fault));
    }

    @Activity("rehearsal.fault-off")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public void switchOff(long id) {
        events.publishEvent(new FaultSwitched("rehearsal.fault-off", "fault " + id, Map.of()));
        call("DELETE", "/faults/" + id, "");
    }

    @Activity("rehearsal.fault-off")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public void stopAll() {
        events.publishEvent(new FaultSwitched("rehearsal.fault-off", "all faults", Map.of()));
        call("DELETE", "/faults", "");
    }

    private static SwitchedFault fault(JsonNode node) {
        String where = node.path("cluster").asString(node.path("project").asString("everywhere"));
        return new SwitchedFault(node.path("id").asLong(), node.path("kind").asString(""), where, node.path("detail").asString(""), node.path("rate").asDouble(1));
    }

    private JsonNode call(String method, String path, String body) {
        if (settings.director() == null || settings.tokenFile() == null) {
            throw new Refusal("No director is configured: portal.rehearsal.director is missing.");
        }
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(settings.director() + path)).timeout(Duration.ofSeconds(5))
                    .header("Authorization", "Bearer " + Files.readString(settings.tokenFile()).strip())
                    .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)).build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new Refusal("The director refused: " + answer.body());
            }
            return answer.body().isBlank() ? JSON.createArrayNode() : JSON.readTree(answer.body());
        } catch (IOException unreachable) {
            throw new Refusal("The rehearsal does not answer at " + settings.director() + ". Start it again with bin/portal.");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted while the director was asked.");
        }
    }

    private record FaultSwitched(String action, String subject, Map<String, ?> after) implements DomainEvent {
        @Override
        public Optional<String> reason() {
            return Optional.empty();
        }
    }
}
