package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What containers have written; they are played, so this tells what happened to them. */
final class PodLogs {

    private PodLogs() {}

    static String read(ObjectNode pod, Call call) {
        var container = container(pod, call.parameter("container"));
        var status = Stream.of("status.initContainerStatuses", "status.containerStatuses")
                .flatMap(list -> Json.objects(pod, list).stream())
                .filter(candidate -> Json.text(candidate, "name").equals(container))
                .findFirst()
                .orElse(Json.object());
        var name = Json.text(pod, "metadata.name");
        if (call.is("previous")) {
            if (!Json.has(status, "lastState.terminated")) {
                throw ApiError.badRequest("previous terminated container \"" + container + "\" in pod \"" + name + "\" not found");
            }
            return tail(lines(container, status, Json.at(status, "lastState.terminated")), call);
        }
        requireStarted(container, name, status);
        var ended = Json.has(status, "state.terminated") ? Json.at(status, "state.terminated") : Json.at(status, "lastState.terminated");
        boolean running = Json.has(status, "state.running");
        return tail(lines(container, status, running ? Json.object() : ended), call);
    }

    private static String container(ObjectNode pod, String asked) {
        var names = names(pod, "containers");
        var all = Stream.concat(names(pod, "initContainers").stream(), names.stream()).toList();
        if (asked.isEmpty() && names.size() > 1) {
            throw ApiError.badRequest("a container name must be specified for pod " + Json.text(pod, "metadata.name")
                    + ", choose one of: [" + String.join(" ", all) + "]");
        }
        var name = asked.isEmpty() ? names.getFirst() : asked;
        if (!all.contains(name)) {
            throw ApiError.badRequest("container " + name + " is not valid for pod " + Json.text(pod, "metadata.name"));
        }
        return name;
    }

    private static List<String> names(ObjectNode pod, String list) {
        return Json.objects(pod, "spec." + list).stream().map(container -> Json.text(container, "name")).toList();
    }

    private static void requireStarted(String container, String pod, JsonNode status) {
        var reason = Json.has(status, "state.waiting") ? Json.text(status, "state.waiting.reason") : "";
        var start = "container \"" + container + "\" in pod \"" + pod + "\" is waiting to start: ";
        switch (reason) {
            case "ErrImagePull", "ImagePullBackOff" -> throw ApiError.badRequest(start + (reason.equals("ErrImagePull")
                    ? "image can't be pulled" : "trying and failing to pull image"));
            case "CrashLoopBackOff" -> {}
            case "" -> {
                if (!Json.has(status, "state")) {
                    throw ApiError.badRequest("pod " + pod + " does not have a host assigned");
                }
            }
            default -> throw ApiError.badRequest(start + reason);
        }
    }

    private static List<String> lines(String container, JsonNode status, JsonNode ended) {
        var image = Json.text(status, "image");
        var first = List.of("rehearsal: container " + container + " of " + image + " started");
        if (!Json.has(ended, "finishedAt")) {
            return first;
        }
        int code = Json.number(ended, "exitCode");
        var last = code == 0 ? "rehearsal: done" : "rehearsal: ended on purpose with exit code " + code;
        return List.of(first.getFirst(), last);
    }

    private static String tail(List<String> lines, Call call) {
        int count = call.parameter("tailLines").isEmpty() ? lines.size() : Math.min(lines.size(), Integer.parseInt(call.parameter("tailLines")));
        return lines.subList(lines.size() - count, lines.size()).stream().map(line -> line + "\n").collect(Collectors.joining());
    }
}
