package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is sent back. @param warnings for the person at the client */
record Answer(int code, String contentType, byte[] body, List<String> warnings) {

    static Answer json(int code, JsonNode body) {
        return new Answer(code, "application/json", Json.MAPPER.writeValueAsBytes(body), List.of());
    }

    static Answer text(String body) {
        return new Answer(200, "text/plain", body.getBytes(StandardCharsets.UTF_8), List.of());
    }

    /** What the real server says of paths that none of its parts serves. */
    static Answer notFound() {
        return new Answer(404, "text/plain", "404 page not found\n".getBytes(StandardCharsets.UTF_8), List.of());
    }

    static Answer of(ApiError error) {
        return json(error.code(), error.status());
    }

    Answer warning(List<String> warnings) {
        return new Answer(code, contentType, body, warnings);
    }
}
