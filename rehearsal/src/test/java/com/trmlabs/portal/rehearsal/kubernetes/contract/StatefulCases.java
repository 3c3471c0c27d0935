package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.SET;
import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.SET_WITH_VOLUMES;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What StatefulSets look like from outside: names, revisions, arithmetic, what is kept. */
final class StatefulCases {

    private static final String CHANGED = SET.replace("value: \"2\"", "value: \"3\"");
    private static final String ROLLING = "{type: RollingUpdate}";

    private StatefulCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("stateful-first", StatefulCases::first),
                new Case("stateful-on-delete", StatefulCases::onDelete),
                new Case("stateful-rolling", StatefulCases::rolling),
                new Case("stateful-ordered", StatefulCases::ordered),
                new Case("stateful-scales", StatefulCases::scales),
                new Case("stateful-history", StatefulCases::history),
                new Case("stateful-deleted", StatefulCases::deleted));
    }

    private static Play.Answer settled(Play play) {
        return play.await(play.path(SET), Duration.ofSeconds(90), answer -> {
            int replicas = Json.number(answer.body(), "spec.replicas");
            return Json.number(answer.body(), "status.observedGeneration") == Json.number(answer.body(), "metadata.generation")
                    && Json.number(answer.body(), "status.availableReplicas") == replicas && pods(play).size() == replicas
                    && Json.number(answer.body(), "status.replicas") == replicas;
        });
    }

    private static List<JsonNode> items(Play play, String resource) {
        return Json.items(play.get(resource.replace("NS", play.namespace())).body(), "items");
    }

    private static List<JsonNode> pods(Play play) {
        return items(play, "/api/v1/namespaces/NS/pods?labelSelector=app%3Dweb");
    }

    private static List<JsonNode> revisions(Play play) {
        return items(play, "/apis/apps/v1/namespaces/NS/controllerrevisions");
    }

    private static List<JsonNode> claims(Play play) {
        return items(play, "/api/v1/namespaces/NS/persistentvolumeclaims");
    }

    private static List<String> names(List<JsonNode> objects) {
        return objects.stream().map(object -> Json.text(object, "metadata.name")).toList();
    }

    /** Of each pod its name and which number of revision it is of. */
    private static List<String> numbered(Play play) {
        var revisions = revisions(play);
        return pods(play).stream().map(pod -> Json.text(pod, "metadata.name") + ": " + revisions.stream()
                .filter(revision -> Json.text(revision, "metadata.name").equals(Json.text(pod, "metadata.labels.controller-revision-hash")))
                .map(revision -> Json.text(revision, "revision")).findFirst().orElse("none")).toList();
    }

    /** Whether the set is on its way to, or at, its newest revision. */
    private static void status(Play play, String step, JsonNode set) {
        play.note(step, Json.at(set, "status"));
        play.note(step + ": one revision", Json.text(set, "status.currentRevision").equals(Json.text(set, "status.updateRevision")));
    }

    private static void first(Play play) {
        play.note("applied", play.apply(SET_WITH_VOLUMES, "portal"));
        play.note("set", settled(play)).note("scale", play.get(play.path(SET) + "/scale"));
        play.note("revision", revisions(play).getFirst());
        var pod = (ObjectNode) pods(play).getLast().deepCopy();
        play.note("named pods", names(pods(play))).note("metadata", without(Json.in(pod, "metadata"), "managedFields"));
        play.note("volume", Json.items(pod, "spec.volumes").stream().filter(volume -> Json.has(volume, "persistentVolumeClaim")).toList());
        play.note("spec", without(Json.in(pod, "spec"), "volumes", "nodeName", "containers"));
        var claim = (ObjectNode) claims(play).getFirst().deepCopy();
        play.note("named claims", names(claims(play))).note("claim", without(Json.in(claim, "metadata"), "managedFields", "annotations"));
        play.note("claim wants", without(Json.in(claim, "spec"), "storageClassName", "volumeName")).note("claim has", Json.at(claim, "status.phase"));
        play.note("events", items(play, "/api/v1/namespaces/NS/events?fieldSelector=involvedObject.kind%3DStatefulSet").stream()
                .map(event -> play.plain(Json.text(event, "type") + " " + Json.text(event, "reason") + " " + Json.text(event, "message"))).sorted().toList());
    }

    private static JsonNode without(ObjectNode object, String... fields) {
        object.remove(List.of(fields));
        return object;
    }

    private static void onDelete(Play play) {
        play.apply(SET, "portal");
        settled(play);
        play.apply(CHANGED, "portal");
        status(play, "nothing moves by itself", play.await(play.path(SET), answer -> Json.number(answer.body(), "status.observedGeneration") == 2).body());
        var before = Json.text(pods(play).getLast(), "metadata.uid");
        replace(play, "web-1", before);
        status(play, "one is replaced", settled(play).body());
        play.note("pods", numbered(play));
        replace(play, "web-0", Json.text(pods(play).getFirst(), "metadata.uid"));
        status(play, "all are replaced", settled(play).body());
        play.note("all pods", numbered(play)).note("owners", Json.at(play.live(SET).body(), "metadata.managedFields"));
        replace(play, "web-0", Json.text(pods(play).getFirst(), "metadata.uid"));
        status(play, "one comes back as it was", settled(play).body());
    }

    private static void replace(Play play, String name, String uid) {
        var path = "/api/v1/namespaces/" + play.namespace() + "/pods/" + name;
        play.send("DELETE", path, "application/json", "");
        play.await(path, answer -> answer.code() == 200 && !answer.text("metadata.uid").equals(uid));
    }

    private static void rolling(Play play) {
        play.apply(SET.replace("{type: OnDelete}", ROLLING), "portal");
        status(play, "first", settled(play).body());
        play.apply(CHANGED.replace("{type: OnDelete}", ROLLING), "portal");
        var order = new ArrayList<String>();
        play.await(play.path(SET), Duration.ofSeconds(90), answer -> {
            numbered(play).stream().filter(pod -> pod.endsWith(": 2") && !order.contains(pod)).forEach(order::add);
            return Json.number(answer.body(), "status.observedGeneration") == 2 && order.size() == 2
                    && Json.text(answer.body(), "status.currentRevision").equals(Json.text(answer.body(), "status.updateRevision"));
        });
        play.note("from the last to the first", order);
        status(play, "next", settled(play).body());
        play.apply(SET.replace("{type: OnDelete}", "{rollingUpdate: {partition: 1}}"), "portal");
        play.await(play.path(SET), Duration.ofSeconds(90), answer -> Json.number(answer.body(), "status.observedGeneration") == 3
                && Json.number(answer.body(), "status.updatedReplicas") == 1);
        status(play, "as far as the partition", settled(play).body());
        play.note("pods", numbered(play));
    }

    private static void ordered(Play play) {
        var broken = SET.replace("localhost/pause:1", Server.MISSING_IMAGE);
        play.apply(broken.replace("Parallel", "OrderedReady"), "portal");
        play.await("/api/v1/namespaces/" + play.namespace() + "/pods/web-0", answer -> !Json.items(answer.body(), "status.containerStatuses").isEmpty());
        play.note("the second waits for the first", names(pods(play)));
        play.apply(SET.replace("Parallel", "OrderedReady"), "portal");
        play.await(play.path(SET), answer -> Json.number(answer.body(), "status.observedGeneration") == 2);
        play.note("a broken one stays", numbered(play));
        replace(play, "web-0", Json.text(pods(play).getFirst(), "metadata.uid"));
        status(play, "then both come", settled(play).body());
        play.note("pods", numbered(play));
    }

    private static void scales(Play play) {
        play.apply(SET_WITH_VOLUMES.replace("replicas: 2", "replicas: 1"), "portal");
        settled(play);
        play.send("PATCH", play.path(SET) + "/scale?fieldManager=someone", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}");
        status(play, "up", settled(play).body());
        play.note("pods", names(pods(play)));
        play.apply(SET_WITH_VOLUMES.replace("replicas: 2", "replicas: 0"), "portal", "force=true");
        status(play, "down", settled(play).body());
        play.note("claims stay", names(claims(play)));
        var volume = Json.text(claims(play).getFirst(), "spec.volumeName");
        play.apply(SET_WITH_VOLUMES.replace("replicas: 2", "replicas: 1"), "portal");
        settled(play);
        play.note("the same volume", !volume.isEmpty() && volume.equals(Json.text(claims(play).getFirst(), "spec.volumeName")));
    }

    private static void history(Play play) {
        for (var value : List.of("a", "b", "c", "a")) {
            play.apply(SET.replace("replicas: 2", "replicas: 0\n  revisionHistoryLimit: 1").replace("value: \"2\"", "value: \"" + value + "\""), "portal");
            settled(play);
        }
        play.note("an old one is the newest again", numbers(play));
        play.apply(SET.replace("replicas: 2", "replicas: 0\n  revisionHistoryLimit: 1"), "portal");
        settled(play);
        play.note("kept", play.await("/apis/apps/v1/namespaces/" + play.namespace() + "/controllerrevisions", answer ->
                Json.items(answer.body(), "items").size() <= 3).body().path("items").size());
    }

    private static List<String> numbers(Play play) {
        return revisions(play).stream().map(revision -> Json.text(revision, "revision") + " "
                + Json.at(Json.items(revision, "data.spec.template.spec.containers").getFirst(), "env").path(1).path("value").asString()).sorted().toList();
    }

    private static void deleted(Play play) {
        play.apply(SET_WITH_VOLUMES, "portal");
        settled(play);
        play.note("answer", play.delete(SET, "?propagationPolicy=Foreground").code());
        play.note("gone after its pods", play.await(play.path(SET), answer -> answer.code() == 404).code());
        play.note("pods", names(pods(play))).note("claims stay", names(claims(play)));
        play.await("/apis/apps/v1/namespaces/" + play.namespace() + "/controllerrevisions", answer -> Json.items(answer.body(), "items").isEmpty());
        play.apply(SET_WITH_VOLUMES, "portal");
        play.note("comes back", settled(play).code());
    }
}
