package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.MAP;
import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.stream.Stream;

/** Server-side apply: ownership, conflicts, giving up, dry runs. */
final class ApplyCases {

    private ApplyCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("apply-creates-and-repeats", ApplyCases::createsAndRepeats),
                new Case("apply-changes", ApplyCases::changes),
                new Case("apply-dry-run", ApplyCases::dryRun),
                new Case("apply-conflict", ApplyCases::conflict),
                new Case("apply-force", ApplyCases::force),
                new Case("apply-shared", ApplyCases::shared),
                new Case("apply-gives-up", ApplyCases::givesUp),
                new Case("apply-gives-up-scalars", ApplyCases::givesUpScalars),
                new Case("apply-unknown-field", ApplyCases::unknownField),
                new Case("apply-bad-requests", ApplyCases::badRequests),
                new Case("apply-over-others-writes", ApplyCases::overOthersWrites),
                new Case("apply-keyed-lists", ApplyCases::keyedLists),
                new Case("apply-quantities", ApplyCases::quantities));
    }

    private static void createsAndRepeats(Play play) {
        var created = play.apply(MAP, "portal");
        var repeated = play.apply(MAP, "portal");
        play.note("created", created).note("repeated", repeated)
                .note("untouched", created.text("metadata.resourceVersion").equals(repeated.text("metadata.resourceVersion")))
                .note("same times", Json.at(created.body(), "metadata.managedFields").equals(Json.at(repeated.body(), "metadata.managedFields")));
    }

    private static void changes(Play play) {
        var before = play.apply(MAP, "portal");
        var after = play.apply(MAP.replace("\"2\"", "\"3\""), "portal");
        play.note("after", after)
                .note("moved", !before.text("metadata.resourceVersion").equals(after.text("metadata.resourceVersion")));
        play.apply(WEB, "portal");
        play.note("generation of a dry run", Json.at(play.apply(WEB.replace("replicas: 2", "replicas: 3"), "portal", "dryRun=All").body(), "metadata.generation"));
        play.note("generation", Json.at(play.apply(WEB.replace("replicas: 2", "replicas: 3"), "portal").body(), "metadata.generation"));
        play.note("generation counts annotations",
                Json.at(play.apply(WEB.replace("name: web, namespace", "annotations: {x: y}, name: web, namespace").replace("replicas: 2", "replicas: 3"), "portal").body(),
                        "metadata.generation"));
    }

    private static void dryRun(Play play) {
        play.note("create", play.apply(MAP, "portal", "dryRun=All")).note("nothing there", play.live(MAP));
        play.apply(MAP, "portal");
        play.note("change", play.apply(MAP.replace("\"2\"", "\"3\""), "portal", "dryRun=All")).note("nothing changed", play.live(MAP));
    }

    private static void conflict(Play play) {
        play.apply(WEB, "portal");
        play.note("of an applier", play.apply(WEB.replace("{name: B, value: \"2\"}", "{name: B, value: \"3\"}"), "other"));
        play.note("of two fields", play.apply(WEB.replace("\"2\"", "\"3\"").replace("replicas: 2", "replicas: 5"), "other"));
        play.merge(MAP, "{}", "nobody");
        play.create(MAP);
        play.note("of an updater", play.apply(MAP.replace("\"2\"", "\"3\""), "other"));
        play.merge(MAP, "{data: {b: \"9\"}}", "editor");
        play.note("of two updaters", play.apply(MAP, "other").body().path("details").path("causes").size());
        play.note("nothing changed", Json.at(play.live(MAP).body(), "data"));
    }

    private static void force(Play play) {
        play.apply(MAP, "portal");
        play.note("taken", play.apply(MAP.replace("\"2\"", "\"3\""), "other", "force=true"));
        play.note("and refused", play.apply(MAP, "portal"));
        play.note("dry", play.apply(MAP, "portal", "force=true", "dryRun=All"));
    }

    private static void shared(Play play) {
        play.apply(MAP, "portal");
        play.note("same value", play.apply(MAP, "other"));
        play.note("change needs force", play.apply(MAP.replace("\"2\"", "\"3\""), "other"));
        play.note("giving up leaves the other's", play.apply(MAP.replace(", b: \"2\"", ""), "other"));
    }

    private static void givesUp(Play play) {
        play.apply(MAP, "portal");
        play.note("key removed", play.apply(MAP.replace(", b: \"2\"", ""), "portal"));
        play.apply(WEB, "portal");
        play.note("item removed", env(play.apply(WEB.replace(", {name: B, value: \"2\"}", ""), "portal")));
        play.apply(WEB, "portal");
        play.merge(WEB, "{metadata: {labels: {hand: made}}}", "editor");
        play.note("label of another stays", Json.at(play.apply(WEB, "portal").body(), "metadata.labels"));
        play.note("all data removed", play.apply(MAP.replace("data: {a: \"1\", b: \"2\"}", ""), "portal"));
    }

    private static Object env(Play.Answer answer) {
        return Json.at(Json.items(answer.body(), "spec.template.spec.containers").getFirst(), "env");
    }

    private static void givesUpScalars(Play play) {
        play.apply(WEB, "portal");
        play.note("sole owner: default", Json.at(play.apply(WEB.replace("replicas: 2", ""), "portal").body(), "spec.replicas"));
        play.apply(WEB, "portal");
        play.send("PATCH", play.path(WEB) + "/scale?fieldManager=autoscaler", "application/merge-patch+json", "{\"spec\":{\"replicas\":4}}");
        play.note("another has taken it", fields(play));
        play.note("it stays", Json.at(play.apply(WEB.replace("replicas: 2", ""), "portal").body(), "spec.replicas"));
        play.note("conflict with it", play.apply(WEB, "portal"));
    }

    private static Object fields(Play play) {
        return Json.objects(play.live(WEB).body(), "metadata.managedFields").stream()
                .filter(entry -> !Json.text(entry, "subresource").equals("status"))
                .toList();
    }

    private static void unknownField(Play play) {
        play.note("unknown", play.apply(WEB.replace("replicas", "replicaz"), "portal"));
        play.note("deep", play.apply(WEB.replace("image:", "imagine:"), "portal"));
        play.note("wrong number", play.apply(WEB.replace("replicas: 2", "replicas: two"), "portal"));
        play.note("wrong text", play.apply(MAP.replace("\"1\"", "1"), "portal"));
        play.note("wrong list", play.apply(WEB.replace("env: [{name: A, value: \"1\"}, {name: B, value: \"2\"}]", "env: {A: b}"), "portal"));
        play.note("twice", play.apply(WEB.replace("name: B", "name: A"), "portal"));
        play.note("no key", play.apply(WEB.replace("{name: B, value", "{value"), "portal"));
    }

    private static void badRequests(Play play) {
        play.note("managed fields", play.apply(MAP.replace("namespace: NS}", "namespace: NS, managedFields: [{manager: x}]}"), "portal"));
        play.note("no manager", play.send("PATCH", play.path(MAP), "application/apply-patch+yaml", play.object(MAP).toString()));
        play.note("no namespace", play.apply(MAP.replace("NS", "simk8s-none"), "portal"));
        play.note("other name", play.send("PATCH", play.path(MAP).replace("/settings", "/different") + "?fieldManager=portal",
                "application/apply-patch+yaml", play.object(MAP).toString()));
        play.apply(MAP, "portal");
        play.note("stale revision", play.apply(MAP.replace("namespace: NS}", "namespace: NS, resourceVersion: \"1\"}"), "portal"));
        play.note("other uid", play.apply(MAP.replace("namespace: NS}", "namespace: NS, uid: 11111111-1111-1111-1111-111111111111}"), "portal"));
        play.note("stale merge", play.merge(MAP, "{metadata: {resourceVersion: \"1\"}, data: {a: x}}", "editor"));
        play.note("bad name", play.apply(MAP.replace("name: settings", "name: Bad_Name"), "portal"));
    }

    private static void overOthersWrites(Play play) {
        play.create(WEB);
        play.note("as created", fields(play));
        play.note("applied over it", fieldsOf(play.apply(WEB.replace("value: \"2\"", "value: \"3\""), "portal", "force=true")));
        play.merge(WEB, "{spec: {template: {metadata: {annotations: {kubectl.kubernetes.io/restartedAt: now}}}}}", "kubectl-rollout");
        play.note("restarted by hand", fields(play));
        play.send("PATCH", play.path(WEB) + "/scale?fieldManager=kubectl", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}");
        play.note("scaled by hand", fields(play));
    }

    private static Object fieldsOf(Play.Answer answer) {
        return Json.objects(answer.body(), "metadata.managedFields").stream()
                .filter(entry -> !Json.text(entry, "subresource").equals("status"))
                .toList();
    }

    private static void keyedLists(Play play) {
        play.apply(Objects.INTERNAL_SERVICE, "portal");
        play.merge(Objects.INTERNAL_SERVICE,
                "{spec: {ports: [{name: https, port: 443}, {name: other, port: 8080}]}}", "editor");
        var merged = play.apply(Objects.INTERNAL_SERVICE.replace("name: https,", "name: tls,"), "portal", "force=true");
        play.note("ports", Json.at(merged.body(), "spec.ports")).note("owners", Json.at(merged.body(), "metadata.managedFields"));
        play.apply(WEB, "portal");
        play.merge(WEB, "{spec: {template: {spec: {containers: [{name: web, image: \"localhost/pause:1\", env: [{name: X, value: y}, {name: A, value: \"1\"}]}]}}}}", "editor");
        play.note("order of items", env(play.apply(WEB, "portal", "force=true")));
        play.apply(Objects.POLICY, "portal");
        play.merge(Objects.POLICY, "{spec: {ingress: [{ports: [{port: 80}]}]}}", "editor");
        play.note("atomic lists conflict as a whole", play.apply(Objects.POLICY, "portal"));
    }

    private static void quantities(Play play) {
        play.apply(WEB, "portal");
        var same = play.apply(WEB.replace("cpu: 10m", "cpu: 0.01"), "portal");
        play.note("another way to write it", Json.at(Json.items(same.body(), "spec.template.spec.containers").getFirst(), "resources"));
        play.note("generation", Json.at(same.body(), "metadata.generation"));
        play.note("to another manager it is a conflict", play.apply(WEB.replace("cpu: 10m", "cpu: 0.01"), "other"));
    }
}
