package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.MAP;
import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.stream.Stream;

/** How objects end, and what ends with them. */
final class LifeCases {

    private LifeCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("delete-answers", LifeCases::answers),
                new Case("delete-background", LifeCases::background),
                new Case("delete-foreground", LifeCases::foreground),
                new Case("delete-orphan", LifeCases::orphan),
                new Case("delete-finalizer", LifeCases::finalizer),
                new Case("delete-wrong-owner", LifeCases::wrongOwner),
                new Case("delete-namespace", LifeCases::namespace),
                new Case("service-address", LifeCases::address));
    }

    private static void answers(Play play) {
        play.apply(MAP, "portal");
        play.note("dry", play.delete(MAP, "?dryRun=All")).note("still there", play.live(MAP).code());
        play.note("wrong uid", play.send("DELETE", play.path(MAP), "application/json",
                "{\"preconditions\":{\"uid\":\"11111111-1111-1111-1111-111111111111\"}}"));
        play.note("map", play.delete(MAP, "")).note("gone", play.live(MAP).code());
        play.apply(Objects.ACCOUNT, "portal");
        play.note("account", play.delete(Objects.ACCOUNT, ""));
        play.apply(Objects.INTERNAL_SERVICE, "portal");
        play.note("service", play.delete(Objects.INTERNAL_SERVICE, ""));
        play.apply(Objects.BUDGET, "portal");
        play.note("budget", play.delete(Objects.BUDGET, ""));
    }

    private static void background(Play play) {
        play.apply(WEB, "portal");
        RolloutCases.settled(play, WEB);
        play.note("answer", play.delete(WEB, "?propagationPolicy=Background"));
        play.note("gone at once", play.live(WEB).code());
        play.note("pods follow", Json.items(play.await("/api/v1/namespaces/" + play.namespace() + "/pods",
                answer -> Json.items(answer.body(), "items").isEmpty()).body(), "items").size());
        play.note("and sets", Json.items(play.get("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets").body(), "items").size());
    }

    private static void foreground(Play play) {
        play.apply(WEB, "portal");
        RolloutCases.settled(play, WEB);
        var answer = play.delete(WEB, "?propagationPolicy=Foreground");
        play.note("finalizers", Json.at(answer.body(), "metadata.finalizers")).note("ends", Json.has(answer.body(), "metadata.deletionTimestamp"))
                .note("generation", Json.at(answer.body(), "metadata.generation"));
        play.note("gone after its pods", play.await(play.path(WEB), live -> live.code() == 404).code());
        play.note("sets left", Json.items(play.get("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets").body(), "items").size());
    }

    private static void orphan(Play play) {
        play.apply(WEB, "portal");
        RolloutCases.settled(play, WEB);
        play.delete(WEB, "?propagationPolicy=Orphan");
        play.await(play.path(WEB), live -> live.code() == 404);
        var sets = Json.items(play.get("/apis/apps/v1/namespaces/" + play.namespace() + "/replicasets").body(), "items");
        play.note("sets left", sets.size()).note("without owner", Json.has(sets.getFirst(), "metadata.ownerReferences"));
    }

    private static void finalizer(Play play) {
        var held = MAP.replace("namespace: NS}", "namespace: NS, finalizers: [example.com/hold]}");
        play.apply(held, "portal");
        play.note("answer", play.delete(held, "")).note("still there", play.live(held).code());
        play.note("an apply to it succeeds", play.apply(held.replace("\"2\"", "\"3\""), "portal").code());
        play.note("given up", play.merge(held, "{metadata: {finalizers: null}}", "holder").code());
        play.note("gone", play.live(held).code());
    }

    private static void wrongOwner(Play play) {
        play.create(MAP.replace("namespace: NS}", "namespace: NS, ownerReferences: "
                + "[{apiVersion: v1, kind: ConfigMap, name: nobody, uid: 11111111-1111-1111-1111-111111111111}]}"));
        play.note("gone", play.await(play.path(MAP), live -> live.code() == 404).code());
    }

    private static void namespace(Play play) {
        var space = "{apiVersion: v1, kind: Namespace, metadata: {name: NS-end}}";
        play.create(space);
        var inside = MAP.replace("namespace: NS}", "namespace: NS-end, finalizers: [example.com/hold]}");
        play.await("/api/v1/namespaces/" + play.namespace() + "-end/serviceaccounts/default", answer -> answer.code() == 200);
        play.apply(inside, "portal");
        play.delete(space, "");
        play.note("phase", Json.at(play.live(space).body(), "status.phase"));
        play.note("nothing new", play.create(MAP.replace("NS", "NS-end").replace("settings", "late")));
        play.await(play.path(inside), live -> Json.has(live.body(), "metadata.deletionTimestamp"));
        play.merge(inside, "{metadata: {finalizers: null}}", "holder");
        play.note("gone", play.await(play.path(space), live -> live.code() == 404).code());
    }

    private static void address(Play play) {
        play.apply(Objects.SERVICE, "portal");
        var served = play.await(play.path(Objects.SERVICE), answer -> !Json.items(answer.body(), "status.loadBalancer.ingress").isEmpty());
        play.note("status", Json.at(served.body(), "status"));
        var again = play.apply(Objects.SERVICE, "portal");
        play.note("untouched by an apply", Json.at(again.body(), "status"));
    }
}
