package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a rollout looks like from outside: arithmetic, progress, early signs of failure, the way back. */
final class RolloutCases {

    private RolloutCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("rollout-first", RolloutCases::first),
                new Case("rollout-next-revision", RolloutCases::nextRevision),
                new Case("rollout-keeps-within-bounds", RolloutCases::bounds),
                new Case("rollout-recreate", RolloutCases::recreate),
                new Case("rollout-scales", RolloutCases::scales),
                new Case("rollout-image-missing", RolloutCases::imageMissing),
                new Case("rollout-crash", RolloutCases::crash),
                new Case("rollout-crash-before", RolloutCases::crashBefore),
                new Case("rollout-unschedulable", RolloutCases::unschedulable),
                new Case("rollout-config-missing", RolloutCases::configMissing),
                new Case("rollout-secret-missing", RolloutCases::secretMissing),
                new Case("rollout-account-missing", RolloutCases::accountMissing),
                new Case("rollout-restricted", RolloutCases::restricted),
                new Case("rollout-autoscaled", RolloutCases::autoscaled),
                new Case("rollout-budget", RolloutCases::budget),
                new Case("rollout-history", RolloutCases::history));
    }

    private static String pods(Play play) {
        return "/api/v1/namespaces/" + play.namespace() + "/pods?labelSelector=app%3Dweb";
    }

    static Play.Answer settled(Play play, String yaml) {
        return play.await(play.path(yaml), Duration.ofSeconds(90), answer -> complete(answer.body()));
    }

    static boolean complete(JsonNode deployment) {
        int replicas = Json.number(deployment, "spec.replicas");
        return Json.number(deployment, "status.observedGeneration") == Json.number(deployment, "metadata.generation")
                && Json.number(deployment, "status.updatedReplicas") == replicas && Json.number(deployment, "status.replicas") == replicas
                && Json.number(deployment, "status.availableReplicas") == replicas
                && Json.objects(deployment, "status.conditions").stream().anyMatch(condition -> Json.text(condition, "reason").equals("NewReplicaSetAvailable"));
    }

    private static void first(Play play) {
        play.apply(WEB, "portal");
        var settled = settled(play, WEB);
        play.note("deployment", settled);
        var sets = play.get("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets");
        play.note("replica set", Json.items(sets.body(), "items").getFirst());
        var pod = play.await(pods(play), answer -> Json.items(answer.body(), "items").stream().allMatch(item -> Json.text(item, "status.phase").equals("Running")));
        play.note("pod", withoutPlace(Json.items(pod.body(), "items").getFirst()));
    }

    /** What the machine gives a pod differs from cluster to cluster. */
    private static JsonNode withoutPlace(JsonNode pod) {
        var plain = (ObjectNode) pod.deepCopy();
        Json.in(plain, "metadata").remove("managedFields");
        Json.in(plain, "spec").remove(List.of("volumes", "nodeName"));
        Json.objects(plain, "spec.containers").forEach(container -> container.remove("volumeMounts"));
        Json.objects(plain, "status.containerStatuses").forEach(status ->
                status.remove(List.of("containerID", "imageID", "allocatedResources", "resources", "user", "volumeMounts")));
        return plain;
    }

    private static void nextRevision(Play play) {
        play.apply(WEB, "portal");
        settled(play, WEB);
        var applied = play.apply(WEB.replace("value: \"2\"", "value: \"3\""), "portal");
        play.note("not yet observed", Json.number(applied.body(), "status.observedGeneration") < Json.number(applied.body(), "metadata.generation"));
        var settled = settled(play, WEB);
        play.note("revision", Json.at(settled.body(), "metadata.annotations")).note("status", Json.at(settled.body(), "status"))
                .note("owners", Json.at(settled.body(), "metadata.managedFields"));
        play.apply(WEB, "portal");
        play.note("back to the first template", Json.at(settled(play, WEB).body(), "metadata.annotations"));
        var sets = play.get("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets").body();
        play.note("revisions", Json.items(sets, "items").stream().map(set -> set.at("/metadata/annotations/deployment.kubernetes.io~1revision").asString()
                + ": " + Json.number(set, "spec.replicas")).sorted().toList());
        play.note("events", events(play, "Deployment"));
    }

    private static Set<String> events(Play play, String kind) {
        return texts(play, play.get(eventsOf(play, kind)));
    }

    /** Those that say this; what they tell of may show before they do. */
    private static Stream<String> events(Play play, String kind, String saying) {
        Predicate<String> says = text -> text.contains(saying);
        return texts(play, play.await(eventsOf(play, kind), answer -> texts(play, answer).stream().anyMatch(says))).stream().filter(says);
    }

    private static String eventsOf(Play play, String kind) {
        return "/api/v1/namespaces/" + play.namespace() + "/events?fieldSelector=involvedObject.kind%3D" + kind;
    }

    private static Set<String> texts(Play play, Play.Answer events) {
        var texts = new TreeSet<String>();
        Json.items(events.body(), "items").forEach(event -> texts.add(play.plain(
                Json.text(event, "type") + " " + Json.text(event, "reason") + " " + Json.text(event, "message"))));
        return texts;
    }

    private static void bounds(Play play) {
        var yaml = WEB.replace("replicas: 2", "replicas: 4\n  minReadySeconds: 1\n  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}");
        play.apply(yaml, "portal");
        settled(play, yaml);
        var next = yaml.replace("value: \"2\"", "value: \"3\"");
        play.apply(next, "portal");
        var totals = new LinkedHashSet<Integer>();
        var available = new LinkedHashSet<Integer>();
        play.await(play.path(yaml), Duration.ofSeconds(90), answer -> {
            totals.add(wanted(play));
            available.add(Json.number(answer.body(), "status.availableReplicas"));
            return complete(answer.body());
        });
        play.note("never more than", totals.stream().max(Integer::compare).orElseThrow());
        play.note("never fewer than", available.stream().min(Integer::compare).orElseThrow());
    }

    /** What the controller asks for; what it tells of it lags behind where a server has much to do. */
    private static int wanted(Play play) {
        var sets = play.get("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets").body();
        return Json.items(sets, "items").stream().mapToInt(set -> Json.number(set, "spec.replicas")).sum();
    }

    private static void recreate(Play play) {
        var yaml = WEB.replace("replicas: 2", "replicas: 2\n  strategy: {type: Recreate}");
        play.apply(yaml, "portal");
        settled(play, yaml);
        play.apply(yaml.replace("value: \"2\"", "value: \"3\""), "portal");
        var mixed = new AtomicBoolean();
        play.await(play.path(yaml), Duration.ofSeconds(90), answer -> {
            var running = Json.items(play.get(pods(play)).body(), "items").stream()
                    .filter(pod -> Json.text(pod, "status.phase").equals("Running") && !Json.has(pod, "metadata.deletionTimestamp"))
                    .map(pod -> pod.at("/metadata/labels/pod-template-hash").asString()).distinct().count();
            mixed.compareAndSet(false, running > 1);
            return complete(answer.body()) && Json.number(answer.body(), "metadata.generation") == 2;
        });
        play.note("two revisions at once", mixed.get());
    }

    private static void scales(Play play) {
        play.apply(WEB, "portal");
        settled(play, WEB);
        play.note("scale", play.get(play.path(WEB) + "/scale"));
        play.send("PATCH", play.path(WEB) + "/scale?fieldManager=someone", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}");
        play.note("up", Json.at(settled(play, WEB).body(), "status.replicas"));
        play.apply(WEB.replace("replicas: 2", "replicas: 1"), "portal", "force=true");
        play.note("down", Json.at(settled(play, WEB).body(), "status"));
    }

    private static Play.Answer pod(Play play, Predicate<JsonNode> sign) {
        return play.await(pods(play), Duration.ofSeconds(60), answer -> Json.items(answer.body(), "items").stream().anyMatch(sign));
    }

    private static boolean waits(JsonNode pod, String reason) {
        return waits(pod, "status.containerStatuses", reason);
    }

    private static boolean waits(JsonNode pod, String statuses, String reason) {
        return Json.objects(pod, statuses).stream().anyMatch(status -> Json.text(status, "state.waiting.reason").equals(reason));
    }

    private static JsonNode sign(Play.Answer pods, Predicate<JsonNode> sign) {
        return Json.items(pods.body(), "items").stream().filter(sign).findFirst().orElseThrow();
    }

    private static String broken() {
        return WEB.replace("localhost/pause:1", Server.MISSING_IMAGE).replace("replicas: 2", "replicas: 2\n  progressDeadlineSeconds: 4\n  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}");
    }

    private static void imageMissing(Play play) {
        play.apply(WEB, "portal");
        settled(play, WEB);
        play.apply(broken(), "portal");
        Predicate<JsonNode> err = pod -> waits(pod, "ErrImagePull");
        var state = Json.at(Json.objects(sign(pod(play, err), err), "status.containerStatuses").getFirst(), "state.waiting");
        play.note("first sign", Json.text(state, "reason")).note("message tells", Json.text(state, "message").contains("not found"));
        Predicate<JsonNode> backOff = pod -> waits(pod, "ImagePullBackOff");
        var later = Json.at(Json.objects(sign(pod(play, backOff), backOff), "status.containerStatuses").getFirst(), "state.waiting.message").asString();
        play.note("later sign", later.startsWith("Back-off pulling image \"" + Server.MISSING_IMAGE + "\": ErrImagePull"));
        var late = play.await(play.path(WEB), answer -> Json.objects(answer.body(), "status.conditions").stream()
                .anyMatch(condition -> Json.text(condition, "reason").equals("ProgressDeadlineExceeded")));
        play.note("deadline", Json.at(late.body(), "status"));
        var name = Json.text(sign(pod(play, pod -> waits(pod, "ImagePullBackOff") || waits(pod, "ErrImagePull")),
                pod -> waits(pod, "ImagePullBackOff") || waits(pod, "ErrImagePull")), "metadata.name");
        play.note("log", play.get("/api/v1/namespaces/" + play.namespace() + "/pods/" + name + "/log").code());
        var repaired = play.apply(WEB.replace("replicas: 2", "replicas: 2\n  progressDeadlineSeconds: 4\n  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}"), "portal");
        play.note("the old verdict still stands", Json.objects(repaired.body(), "status.conditions").stream().map(condition -> Json.text(condition, "reason")).sorted().toList());
        settled(play, WEB);
        play.note("pod events", events(play, "Pod").stream().filter(text -> text.contains(Server.MISSING_IMAGE) || text.contains("Error:"))
                .map(text -> text.replaceAll("Failed to pull image.*", "Failed to pull image")).distinct().toList());
    }

    private static void crash(Play play) {
        var yaml = WEB.replace("image: localhost/pause:1", play.crashing()).replace("replicas: 2", "replicas: 1");
        play.apply(yaml, "portal");
        Predicate<JsonNode> loops = pod -> waits(pod, "CrashLoopBackOff");
        var status = Json.objects(sign(pod(play, loops), loops), "status.containerStatuses").getFirst();
        play.note("waiting", Json.text(status, "state.waiting.message").replaceAll("back-off \\S+", "back-off TIME"));
        play.note("ended badly", Json.number(status, "lastState.terminated.exitCode") != 0);
        play.note("restarted", Json.number(status, "restartCount") > 0);
        var pod = Json.text(sign(pod(play, loops), loops), "metadata.name");
        var log = "/api/v1/namespaces/" + play.namespace() + "/pods/" + pod + "/log";
        play.note("log of the run before", play.get(log + "?previous=true").code());
        play.note("no such container", play.get(log + "?container=other"));
        play.note("events", events(play, "Pod", "BackOff").map(text -> text.replaceAll("web-HASH-POD", "POD")
                .replaceAll("in pod .*", "in pod POD")).toList());
    }

    /** The first of the pod's containers fails, so the others wait. */
    private static void crashBefore(Play play) {
        var first = "initContainers:\n        - name: setup\n          " + play.crashing() + "\n      containers:\n        - {name: other, image: \"localhost/pause:1\"}\n";
        play.apply(WEB.replace("containers:\n", first).replace("replicas: 2", "replicas: 1"), "portal");
        Predicate<JsonNode> loops = pod -> waits(pod, "status.initContainerStatuses", "CrashLoopBackOff");
        var pod = sign(pod(play, loops), loops);
        play.note("waiting", Json.text(Json.objects(pod, "status.initContainerStatuses").getFirst(), "state.waiting.message").replaceAll("back-off \\S+", "back-off TIME"));
        play.note("phase", Json.at(pod, "status.phase")).note("others wait", waits(pod, "PodInitializing"));
        var log = "/api/v1/namespaces/" + play.namespace() + "/pods/" + Json.text(pod, "metadata.name") + "/log";
        play.note("log of the run before", play.get(log + "?container=setup&previous=true").code());
        play.note("log of one that waits", play.get(log + "?container=web"));
        play.note("no container named", play.get(log));
    }

    private static void unschedulable(Play play) {
        play.apply(WEB.replace("cpu: 10m", "cpu: 900").replace("replicas: 2", "replicas: 1"), "portal");
        Predicate<JsonNode> stuck = pod -> Json.objects(pod, "status.conditions").stream().anyMatch(condition -> Json.text(condition, "reason").equals("Unschedulable"));
        var pod = sign(pod(play, stuck), stuck);
        play.note("phase", Json.at(pod, "status.phase")).note("condition", Json.at(pod, "status.conditions"));
        var selector = WEB.replace("terminationGracePeriodSeconds: 1", "nodeSelector: {no: where}").replace("replicas: 2", "replicas: 1").replace("web", "web2");
        play.apply(selector, "portal");
        var other = play.await("/api/v1/namespaces/" + play.namespace() + "/pods?labelSelector=app%3Dweb2",
                answer -> Json.items(answer.body(), "items").stream().anyMatch(stuck));
        play.note("selector", Json.at(Json.items(other.body(), "items").getFirst(), "status.conditions"));
        var event = Json.items(play.await("/api/v1/namespaces/" + play.namespace() + "/events?fieldSelector=involvedObject.uid%3D" + Json.text(pod, "metadata.uid"),
                answer -> !Json.items(answer.body(), "items").isEmpty()).body(), "items").getFirst();
        var plain = (ObjectNode) event.deepCopy();
        Json.in(plain, "metadata").remove(List.of("name", "managedFields"));
        Json.in(plain, "involvedObject").remove("name");
        plain.remove(List.of("reportingInstance", "series")); // the second: it was seen again before we asked
        play.note("event", plain);
    }

    private static void configMissing(Play play) {
        var yaml = WEB.replace("env: [", "envFrom: [{configMapRef: {name: gone}}]\n          env: [").replace("replicas: 2", "replicas: 1");
        play.apply(yaml, "portal");
        Predicate<JsonNode> waits = pod -> waits(pod, "CreateContainerConfigError");
        play.note("waiting", Json.at(Json.objects(sign(pod(play, waits), waits), "status.containerStatuses").getFirst(), "state.waiting"));
        var pod = Json.text(sign(pod(play, waits), waits), "metadata.name");
        play.note("log", play.get("/api/v1/namespaces/" + play.namespace() + "/pods/" + pod + "/log").code());
        play.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: gone, namespace: NS}, data: {x: y}}", "portal");
        play.note("then it goes on", settled(play, WEB).code());
    }

    private static void secretMissing(Play play) {
        var volume = "volumes: [{name: database, secret: {secretName: db, items: [{key: username, path: username}, {key: password, path: password}]}}]\n      containers:";
        var yaml = WEB.replace("containers:", volume).replace("replicas: 2", "replicas: 1")
                .replace("env: [", "volumeMounts: [{name: database, mountPath: /run/database}]\n          env: [");
        play.apply(yaml, "portal");
        play.note("without it", unmounted(play, "not found"));
        Predicate<JsonNode> creating = pod -> waits(pod, "ContainerCreating");
        var waiting = sign(pod(play, creating), creating); // the event may come before the status
        play.note("phase", Json.at(waiting, "status.phase")).note("container", Json.at(Json.objects(waiting, "status.containerStatuses").getFirst(), "state"));
        play.apply(Objects.SECRET, "admin");
        play.note("without a key", unmounted(play, "non-existent"));
        play.apply(Objects.SECRET.replace("username: api", "username: api, password: secret"), "admin");
        play.note("then it goes on", settled(play, WEB).code());
    }

    private static List<String> unmounted(Play play, String why) {
        var path = "/api/v1/namespaces/" + play.namespace() + "/events?fieldSelector=reason%3DFailedMount";
        var events = play.await(path, answer -> Json.items(answer.body(), "items").stream().anyMatch(event -> Json.text(event, "message").contains(why)));
        return Json.items(events.body(), "items").stream().map(event -> Json.text(event, "type") + " " + Json.text(event, "message"))
                .filter(text -> text.contains(why)).distinct().toList();
    }

    private static void accountMissing(Play play) {
        play.apply(WEB.replace("terminationGracePeriodSeconds: 1", "serviceAccountName: nobody"), "portal");
        var failed = play.await(play.path(WEB), answer -> Json.objects(answer.body(), "status.conditions").stream()
                .anyMatch(condition -> Json.text(condition, "type").equals("ReplicaFailure")));
        play.note("condition", Json.at(failed.body(), "status.conditions"));
    }

    /** Namespaces that the portal makes let in only pods that keep to the level. */
    private static void restricted(Play play) {
        play.merge("{apiVersion: v1, kind: Namespace, metadata: {name: NS}}", "{metadata: {labels: {pod-security.kubernetes.io/enforce: restricted}}}", "x");
        GapCases.settled(() -> play.create(Objects.UNSAFE, "dryRun=All").code(), 403);
        play.note("pod", play.create(Objects.UNSAFE, "dryRun=All"));
        play.note("pod that says it right", play.create(Objects.SAFE, "dryRun=All").code());
        play.note("pod that says nothing", play.create(Objects.SAFE.replaceAll("(?m)^ *securityContext: .*$", ""), "dryRun=All").text("message"));
        play.note("deployment", play.apply(WEB, "portal").code());
        var failed = play.await(play.path(WEB), answer -> Json.objects(answer.body(), "status.conditions").stream()
                .anyMatch(condition -> Json.text(condition, "type").equals("ReplicaFailure")));
        play.note("condition", Json.at(failed.body(), "status.conditions"));
        play.note("event", events(play, "ReplicaSet", "FailedCreate").toList());
        play.create(Objects.JOB);
        play.note("job's event", play.await("/api/v1/namespaces/" + play.namespace() + "/events?fieldSelector=reason%3DFailedCreate%2CinvolvedObject.kind%3DJob",
                answer -> !Json.items(answer.body(), "items").isEmpty()).body().at("/items/0/message").asString("").replaceAll("once-[0-9a-z]{5}", "POD"));
    }

    private static void autoscaled(Play play) {
        play.apply(WEB.replace("replicas: 2", ""), "portal");
        play.note("starts with", play.live(WEB).body().path("spec").path("replicas"));
        play.apply(Objects.AUTOSCALER, "portal");
        var lifted = play.await(play.path(WEB), answer -> Json.number(answer.body(), "spec.replicas") == 3);
        play.note("who owns them", Json.objects(lifted.body(), "metadata.managedFields").stream().filter(entry -> !Json.text(entry, "subresource").equals("status")).toList());
        settled(play, WEB);
        play.note("an apply leaves them", Json.at(play.apply(WEB.replace("replicas: 2", "").replace("value: \"2\"", "value: \"3\""), "portal").body(), "spec.replicas"));
        settled(play, WEB);
        play.note("and the rollout too", Json.at(play.live(WEB).body(), "status.replicas"));
        play.note("event", events(play, "HorizontalPodAutoscaler", "SuccessfulRescale").toList());
    }

    private static void budget(Play play) {
        play.apply(WEB, "portal");
        play.apply(Objects.BUDGET, "portal");
        settled(play, WEB);
        var counted = play.await(play.path(Objects.BUDGET), answer -> Json.number(answer.body(), "status.currentHealthy") == 2);
        play.note("status", Json.at(counted.body(), "status"));
    }

    private static void history(Play play) {
        var yaml = WEB.replace("replicas: 2", "replicas: 1\n  revisionHistoryLimit: 1");
        for (int i = 0; i < 4; i++) {
            play.apply(yaml.replace("value: \"2\"", "value: \"" + i + "\""), "portal");
            settled(play, yaml);
        }
        play.note("kept", Json.items(play.await("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets",
                answer -> Json.items(answer.body(), "items").size() <= 2).body(), "items").size());
    }
}
