package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One request as it came in. */
record Call(String method, String path, Map<String, String> query, String contentType, String agent, Optional<String> token, byte[] body) {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    static Call of(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var authorization = Optional.ofNullable(headers.getFirst("Authorization"));
        var type = Optional.ofNullable(headers.getFirst("Content-Type")).orElse("application/json");
        return new Call(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), query(exchange.getRequestURI().getRawQuery()),
                type.split(";")[0].strip(), Optional.ofNullable(headers.getFirst("User-Agent")).orElse("unknown"),
                authorization.filter(value -> value.startsWith("Bearer ")).map(value -> value.substring(7)),
                exchange.getRequestBody().readAllBytes());
    }

    private static Map<String, String> query(String raw) {
        var query = new HashMap<String, String>();
        for (var pair : raw == null ? new String[0] : raw.split("&")) {
            var parts = pair.split("=", 2);
            query.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    boolean is(String parameter) {
        return parameter(parameter).equals("true") || parameter(parameter).equals("1");
    }

    boolean dryRun() {
        return parameter("dryRun").equals("All");
    }

    /** Who owns fields that are written without saying who writes. */
    String manager() {
        var manager = parameter("fieldManager");
        return manager.isEmpty() ? agent.split("/")[0] : manager;
    }

    /** The body as a tree; empty bodies are empty objects. */
    JsonNode tree() {
        try {
            if (body.length == 0) {
                return Json.object();
            }
            return contentType.endsWith("yaml") ? YAML.readTree(body) : Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw ApiError.badRequest("the object provided is unrecognized (must be of type JSON or YAML): " + e.getOriginalMessage());
        }
    }

    String verb(Route route) {
        boolean one = !route.name().isEmpty();
        return switch (method) {
            case "GET" -> is("watch") ? "watch" : one ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> one ? "delete" : "deletecollection";
            default -> throw ApiError.methodNotAllowed();
        };
    }
}
