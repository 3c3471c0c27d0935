package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.service.Rollout.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The pods of a workload: what they wait for, and the early signs that they will not start. */
record Pods(List<KubeObject> all) {

    private static final Set<String> CANNOT_START = Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError",
            "CreateContainerError", "RunContainerError", "CrashLoopBackOff");
    private static final int LOG_LINES = 40;
    private static final Pattern NO_SECRET = Pattern.compile("secret \"([^\"]+)\" not found");
    private static final Pattern NO_KEY = Pattern.compile("volume \"([^\"]+)\" : references non-existent secret key: (\\S+)");

    static Pods of(Connection read, KubeObject workload, String more) {
        return new Pods(read.list("v1", "Pod", workload.ref().namespace(), selector(workload) + more));
    }

    static String selector(KubeObject workload) {
        return workload.at("/spec/selector/matchLabels").propertyStream()
                .map(label -> label.getKey() + "=" + label.getValue().asString()).collect(Collectors.joining(","));
    }

    String slowest() {
        return stuck().map(pod -> "waits for " + pod.text("/metadata/name") + ": " + state(pod)).orElse("waits for pods to be made");
    }

    Optional<KubeObject> stuck() {
        return all.stream().filter(pod -> !pod.isReady()).findFirst();
    }

    private static String state(KubeObject pod) {
        if (!pod.text("/metadata/deletionTimestamp").isEmpty()) {
            return "ends";
        }
        Optional<JsonNode> waiting = containers(pod).stream().map(container -> container.at("/state/waiting")).filter(JsonNode::isObject).findFirst();
        return waiting.map(state -> state.path("reason").asString("starting")).orElse(pod.text("/status/phase").equals("Running") ? "readiness" : "start");
    }

    private static List<JsonNode> containers(KubeObject pod) {
        List<JsonNode> all = new ArrayList<>();
        pod.at("/status/initContainerStatuses").forEach(all::add);
        pod.at("/status/containerStatuses").forEach(all::add);
        return all;
    }

    Optional<Sign> sign() {
        return all.stream().map(Pods::sign).flatMap(Optional::stream).findFirst();
    }

    /** What a pod that is ready has behind it is no sign. */
    private static Optional<Sign> sign(KubeObject pod) {
        if (pod.isReady()) {
            return Optional.empty();
        }
        for (JsonNode container : containers(pod)) {
            String reason = container.at("/state/waiting/reason").asString("");
            String name = container.path("name").asString("");
            int exits = container.path("restartCount").asInt(0);
            JsonNode last = container.at("/lastState/terminated").isObject() ? container.at("/lastState/terminated") : container.at("/state/terminated");
            if (last.isObject() && last.path("exitCode").asInt(0) != 0 && (exits > 0 || reason.equals("CrashLoopBackOff"))) {
                return Optional.of(new Sign(crash(name, last, exits), exits > 1 || reason.equals("CrashLoopBackOff"), Optional.of(pod), name));
            }
            if (CANNOT_START.contains(reason)) {
                return Optional.of(new Sign(cannotStart(reason, container), !reason.equals("ErrImagePull"), Optional.of(pod), name));
            }
        }
        return pod.at("/status/conditions").valueStream()
                .filter(condition -> condition.path("reason").asString("").equals("Unschedulable"))
                .map(condition -> new Sign("No node has room for the new pod: " + condition.path("message").asString(""), false, Optional.of(pod), "")).findFirst();
    }

    private static String crash(String container, JsonNode last, int times) {
        String message = last.path("message").asString("").strip();
        String end = message.isEmpty() ? "" : ": \"" + message.substring(Math.max(0, message.length() - 300)) + "\"";
        return "The new pod does not start: container %s ended with exit code %d, %d times%s".formatted(container, last.path("exitCode").asInt(), Math.max(1, times), end);
    }

    private static String cannotStart(String reason, JsonNode container) {
        String message = container.at("/state/waiting/message").asString("");
        String image = container.path("image").asString("");
        return switch (reason) {
            case "ErrImagePull", "ImagePullBackOff", "InvalidImageName" -> "The image of the new pod cannot be pulled: %s (%s)".formatted(image, message);
            default -> "The new pod cannot start, %s: %s".formatted(reason, message);
        };
    }

    /** The Secret, or the key of one, that a pod waits for, as its events tell; the customer's admin has to make it. Unknown where events may not be read. */
    Optional<String> missingSecret(Connection read) {
        return stuck().filter(pod -> pod.text("/status/phase").equals("Pending") && !hasBegun(pod)).flatMap(pod -> events(read, pod).stream()
                .map(event -> missingSecret(pod, event.text("/message"))).flatMap(Optional::stream).reduce((earlier, later) -> later));
    }

    static Optional<String> missingSecret(KubeObject pod, String message) {
        Matcher key = NO_KEY.matcher(message);
        if (key.find()) {
            return pod.at("/spec/volumes").valueStream().filter(volume -> volume.path("name").asString("").equals(key.group(1)))
                    .map(volume -> "key " + key.group(2) + " of the Secret " + volume.at("/secret/secretName").asString("")).findFirst();
        }
        Matcher secret = NO_SECRET.matcher(message);
        return secret.find() ? Optional.of("Secret " + secret.group(1)) : Optional.empty();
    }

    /** Then it has all its volumes, whatever events tell of the time before. */
    private static boolean hasBegun(KubeObject pod) {
        return containers(pod).stream().anyMatch(container -> container.at("/state/running").isObject() || container.at("/state/terminated").isObject());
    }

    private static List<KubeObject> events(Connection read, KubeObject pod) {
        try {
            return read.events(pod.text("/metadata/namespace"), pod.uid());
        } catch (KubernetesFault.Refused refused) {
            return List.of();
        }
    }

    /** What a person wants to see beside the failure: the pod's last words, and what the cluster says about it. */
    static List<Evidence> evidence(Connection read, Sign sign) {
        List<Evidence> evidence = new ArrayList<>();
        sign.about().ifPresent(object -> {
            String name = object.text("/metadata/name");
            if (!sign.container().isEmpty()) {
                add(evidence, "Log of " + name + ", " + sign.container(), () -> lastWords(read, object, sign.container()));
            }
            add(evidence, "Events of " + name, () -> read.events(object.text("/metadata/namespace"), object.uid()).stream()
                    .map(event -> event.text("/reason") + ": " + event.text("/message")).distinct().collect(Collectors.joining("\n")));
        });
        return evidence;
    }

    private static String lastWords(Connection read, KubeObject pod, String container) {
        String namespace = pod.text("/metadata/namespace");
        String name = pod.text("/metadata/name");
        String before = read.logTail(namespace, name, container, true, LOG_LINES);
        return before.isEmpty() ? read.logTail(namespace, name, container, false, LOG_LINES) : before;
    }

    /** Evidence that cannot be read does not hide the failure that it belongs to. */
    private static void add(List<Evidence> evidence, String title, Supplier<String> text) {
        String found;
        try {
            found = text.get();
        } catch (KubernetesFault fault) {
            found = "Not shown: " + fault.getMessage();
        }
        if (!found.isBlank()) {
            evidence.add(new Evidence(title, found));
        }
    }
}
