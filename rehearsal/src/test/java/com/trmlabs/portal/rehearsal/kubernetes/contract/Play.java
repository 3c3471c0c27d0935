package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One case played against one server, in a namespace of its own: what is done, and what is noted of the answers. */
final class Play implements AutoCloseable {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final Map<String, String> PLURALS = Map.of("NetworkPolicy", "networkpolicies", "Ingress", "ingresses",
            "Endpoints", "endpoints",
            "ValidatingAdmissionPolicy", "validatingadmissionpolicies");

    private final Server server;
    private final KubernetesClient client;
    private final String namespace;
    private final ObjectNode notes;

    private Play(Server server, KubernetesClient client, String namespace, ObjectNode notes) {
        this.server = server;
        this.client = client;
        this.namespace = namespace;
        this.notes = notes;
    }

    static Play in(Server server) {
        var play = new Play(server, server.admin(), "simk8s-" + UUID.randomUUID().toString().substring(0, 8), Json.object());
        play.send("POST", "/api/v1/namespaces", "application/json", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + play.namespace + "\"}}");
        // what controllers put into each new namespace, or a case's lists and watches meet it now and then
        for (var made : List.of("serviceaccounts/default", "configmaps/kube-root-ca.crt")) {
            play.await("/api/v1/namespaces/" + play.namespace + "/" + made, answer -> answer.code() == 200);
        }
        return play;
    }

    /** The same case, going on as a service account of its namespace. */
    Play as(String serviceAccount) {
        return new Play(server, server.as(namespace, serviceAccount), namespace, notes);
    }

    record Answer(int code, JsonNode body) {

        String text(String path) {
            return Json.text(body, path);
        }
    }

    String plain(String text) {
        return Plain.text(text, namespace);
    }

    String crashing() {
        return server.crashing();
    }

    String namespace() {
        return namespace;
    }

    Answer send(String method, String path, String type, String body) {
        try {
            var url = client.getMasterUrl().toString().replaceAll("/$", "") + path;
            var builder = client.getHttpClient().newHttpRequestBuilder().uri(URI.create(url));
            builder = body.isEmpty() && method.equals("GET") ? builder : builder.method(method, type, body);
            HttpResponse<String> response = client.getHttpClient().sendAsync(builder.build(), String.class).get(40, TimeUnit.SECONDS);
            return new Answer(response.code(), tree(response.body()));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method + " " + path + " got no answer", e);
        }
    }

    /** The lines of a watch until it ends. */
    List<String> lines(String path) {
        return send("GET", path, "", "").text("text").lines().map(line -> Plain.of(Json.read(line), namespace).toString()).toList();
    }

    boolean opensWebSocket(String path) {
        var url = WebSocket.toWebSocketUri(URI.create(client.getMasterUrl().toString().replaceAll("/$", "") + path));
        try {
            // Go's servers want to know the origin
            client.getHttpClient().newWebSocketBuilder().uri(url).header("Origin", client.getMasterUrl().toString()).buildAsync(new WebSocket.Listener() {}).get(40, TimeUnit.SECONDS).sendClose(1000, "");
            return true;
        } catch (ExecutionException refused) {
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(path + " got no answer", e);
        }
    }

    private static JsonNode tree(String body) {
        return body.startsWith("{") && !body.startsWith("{\"type\"") ? Json.MAPPER.readTree(body) : Json.of("text", body);
    }

    Answer get(String path) {
        return send("GET", path, "", "");
    }

    Answer apply(String yaml, String manager, String... parameters) {
        var object = object(yaml);
        var query = "?fieldManager=" + manager + (parameters.length == 0 ? "" : "&" + String.join("&", parameters));
        return send("PATCH", path(object) + query, "application/apply-patch+yaml", object.toString());
    }

    Answer create(String yaml, String... parameters) {
        var object = object(yaml);
        var query = "?fieldManager=creator" + (parameters.length == 0 ? "" : "&" + String.join("&", parameters));
        return send("POST", collection(object) + query, "application/json", object.toString());
    }

    Answer replace(ObjectNode object, String manager) {
        return send("PUT", path(object) + "?fieldManager=" + manager, "application/json", object.toString());
    }

    Answer merge(String yaml, String patch, String manager) {
        return send("PATCH", path(object(yaml)) + "?fieldManager=" + manager, "application/merge-patch+json", object(patch).toString());
    }

    Answer delete(String yaml, String parameters) {
        return send("DELETE", path(object(yaml)) + parameters, "application/json", "");
    }

    Answer live(String yaml) {
        return get(path(object(yaml)));
    }

    /** @return the first answer that satisfies the condition */
    Answer await(String path, Predicate<Answer> condition) {
        return await(path, Duration.ofSeconds(60), condition);
    }

    Answer await(String path, Duration most, Predicate<Answer> condition) {
        long end = System.nanoTime() + most.toNanos();
        var answer = get(path);
        while (!condition.test(answer)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not so at " + path + ": " + answer);
            }
            rest();
            answer = get(path);
        }
        return answer;
    }

    static void rest() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Play note(String step, Answer answer) {
        return note(step, Json.object().put("code", answer.code()).set("body", answer.body()));
    }

    Play note(String step, JsonNode value) {
        if (notes.has(step)) {
            throw new IllegalArgumentException("two steps are called " + step);
        }
        notes.set(step, Plain.of(value, namespace));
        return this;
    }

    Play note(String step, Object value) {
        return note(step, Json.MAPPER.valueToTree(value));
    }

    ObjectNode notes() {
        return notes;
    }

    /** A YAML object; {@code NS} stands for the case's namespace. */
    ObjectNode object(String yaml) {
        return (ObjectNode) YAML.readTree(yaml.replace("NS", namespace).getBytes(StandardCharsets.UTF_8));
    }

    String path(ObjectNode object) {
        return collection(object) + "/" + Json.text(object, "metadata.name");
    }

    String path(String yaml) {
        return path(object(yaml));
    }

    private static String collection(ObjectNode object) {
        var version = Json.text(object, "apiVersion");
        var kind = Json.text(object, "kind");
        var plural = PLURALS.getOrDefault(kind, kind.toLowerCase(Locale.ROOT) + (kind.endsWith("s") ? "" : "s"));
        var space = Json.text(object, "metadata.namespace");
        return (version.contains("/") ? "/apis/" : "/api/") + version + (space.isEmpty() ? "" : "/namespaces/" + space) + "/" + plural;
    }

    @Override
    public void close() {
        if (client != server.admin()) {
            client.close();
            return;
        }
        send("DELETE", "/api/v1/namespaces/" + namespace, "application/json", "");
    }
}
