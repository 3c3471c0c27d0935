package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * How far a Deployment has come, by the rules of {@code kubectl rollout status}, and the early signs in its newest pods that it
 * will not come further. Nothing is believed that was not observed for the present generation.
 */
record Rollout(KubeObject deployment, Optional<KubeObject> replicaSet, List<KubeObject> pods) {

    private static final Set<String> CANNOT_START = Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError",
            "CreateContainerError", "RunContainerError", "CrashLoopBackOff");
    private static final int LOG_LINES = 40;

    static Optional<Rollout> read(Connection read, ObjectRef ref) {
        return read.get(ref).map(deployment -> read(read, ref, deployment));
    }

    private static Rollout read(Connection read, ObjectRef ref, KubeObject deployment) {
        String selector = deployment.at("/spec/selector/matchLabels").propertyStream()
                .map(label -> label.getKey() + "=" + label.getValue().asString()).collect(Collectors.joining(","));
        String revision = deployment.text("/metadata/annotations/deployment.kubernetes.io~1revision");
        Optional<KubeObject> newest = read.list("apps/v1", "ReplicaSet", ref.namespace(), selector).stream()
                .filter(set -> set.text("/metadata/annotations/deployment.kubernetes.io~1revision").equals(revision))
                .filter(set -> set.text("/metadata/ownerReferences/0/uid").equals(deployment.uid())).findFirst();
        String hash = newest.map(set -> set.text("/metadata/labels/pod-template-hash")).orElse("");
        List<KubeObject> pods = newest.isEmpty() ? List.of()
                : read.list("v1", "Pod", ref.namespace(), selector + ",pod-template-hash=" + hash);
        return new Rollout(deployment, newest, pods);
    }

    private boolean isObserved() {
        return deployment.at("/status/observedGeneration").asLong(0) >= deployment.generation();
    }

    private int wanted() {
        return deployment.at("/spec/replicas").asInt(1);
    }

    private int status(String field) {
        return deployment.at("/status/" + field).asInt(0);
    }

    /** What is still missing, in words; empty when the rollout has ended well. */
    String missing(int minimum) {
        if (!isObserved()) {
            return "waits until the controller has seen generation " + deployment.generation();
        }
        if (status("updatedReplicas") < wanted()) {
            return "%d of %d pods are of the new revision; %s".formatted(status("updatedReplicas"), wanted(), slowest());
        }
        if (status("replicas") > status("updatedReplicas")) {
            return "%d old pods are ending".formatted(status("replicas") - status("updatedReplicas"));
        }
        if (status("availableReplicas") < status("updatedReplicas")) {
            return "%d of %d pods are ready; %s".formatted(status("availableReplicas"), status("updatedReplicas"), slowest());
        }
        return wanted() < minimum ? "waits for the autoscaler to lift %d pods to %d".formatted(wanted(), minimum) : "";
    }

    private String slowest() {
        return pods.stream().filter(pod -> !isReady(pod)).findFirst()
                .map(pod -> "waits for " + pod.text("/metadata/name") + ": " + podState(pod)).orElse("waits for pods to be made");
    }

    private static boolean isReady(KubeObject pod) {
        return pod.at("/status/conditions").valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals("Ready") && condition.path("status").asString("").equals("True"));
    }

    private static String podState(KubeObject pod) {
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

    /**
     * An early sign of failure.
     *
     * @param sure whether it will not mend by itself; others need to stand for a while
     * @param about the pod, or the ReplicaSet that cannot make one
     */
    record Sign(String cause, boolean sure, Optional<KubeObject> about, String container) {}

    Optional<Sign> sign() {
        if (!isObserved()) {
            return Optional.empty();
        }
        return pods.stream().map(Rollout::sign).flatMap(Optional::stream).findFirst().or(this::quota).or(this::deadline);
    }

    private static Optional<Sign> sign(KubeObject pod) {
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

    private Optional<Sign> quota() {
        return replicaSet.flatMap(set -> set.at("/status/conditions").valueStream()
                .filter(condition -> condition.path("type").asString("").equals("ReplicaFailure") && condition.path("status").asString("").equals("True"))
                .map(condition -> new Sign("Pods cannot be made: " + condition.path("message").asString(""), false, Optional.of(set), "")).findFirst());
    }

    private Optional<Sign> deadline() {
        return deployment.at("/status/conditions").valueStream()
                .filter(condition -> condition.path("reason").asString("").equals("ProgressDeadlineExceeded"))
                .map(condition -> new Sign("The rollout made no progress in time: " + slowest(), true, stuck(), firstContainer())).findFirst();
    }

    private Optional<KubeObject> stuck() {
        return pods.stream().filter(pod -> !isReady(pod)).findFirst();
    }

    private String firstContainer() {
        return stuck().map(pod -> pod.text("/spec/containers/0/name")).orElse("");
    }

    /** The Secret that a pod waits for, as its events tell; the customer's admin has to make it. Unknown where events may not be read. */
    Optional<String> missingSecret(Connection read) {
        return stuck().filter(pod -> pod.text("/status/phase").equals("Pending")).flatMap(pod -> events(read, pod).stream()
                .map(event -> event.text("/message")).filter(message -> message.contains("secret \"") && message.contains("not found"))
                .map(message -> message.replaceAll("(?s).*secret \"([^\"]+)\" not found.*", "$1")).reduce((earlier, later) -> later));
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

    /** Evidence that may not be read does not hide the failure that it belongs to. */
    private static void add(List<Evidence> evidence, String title, Supplier<String> text) {
        String found;
        try {
            found = text.get();
        } catch (KubernetesFault.Refused refused) {
            found = "Not shown: " + refused.getMessage();
        }
        if (!found.isBlank()) {
            evidence.add(new Evidence(title, found));
        }
    }
}
