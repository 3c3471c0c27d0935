package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.MAP;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.stream.Stream;

/** Who may do what, and how a refusal reads. */
final class RightsCases {

    private RightsCases() {}

    static Stream<Case> all() {
        return Stream.of(new Case("rights-refusals", RightsCases::refusals), new Case("rights-apply", RightsCases::apply),
                new Case("rights-questions", RightsCases::questions), new Case("rights-bindings", RightsCases::bindings));
    }

    private static Play bot(Play play, String rules) {
        play.create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: bot, namespace: NS}}");
        play.create("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: bot, namespace: NS}, rules: [" + rules + "]}");
        play.create("{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: bot, namespace: NS}, "
                + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: bot}, subjects: [{kind: ServiceAccount, name: bot, namespace: NS}]}");
        return play.as("bot");
    }

    private static void refusals(Play play) {
        try (var bot = bot(play, "{apiGroups: [\"\"], resources: [configmaps], verbs: [get], resourceNames: [settings]}")) {
            play.apply(MAP, "portal");
            bot.await(bot.path(MAP), answer -> answer.code() == 200);
            bot.note("may", bot.live(MAP).code());
            bot.note("other name", bot.get(bot.path(MAP) + "x"));
            bot.note("list", bot.get("/api/v1/namespaces/" + bot.namespace() + "/secrets"));
            bot.note("everywhere", bot.get("/apis/apps/v1/deployments"));
            bot.note("log", bot.get("/api/v1/namespaces/" + bot.namespace() + "/pods/x/log"));
            bot.note("delete", bot.delete(MAP, ""));
            bot.note("create", bot.create(MAP.replace("settings", "new")));
            bot.note("namespace", bot.get("/api/v1/namespaces/" + bot.namespace()));
            bot.note("make a namespace", bot.create("{apiVersion: v1, kind: Namespace, metadata: {name: NS-no}}"));
            bot.note("path", bot.get("/metrics"));
            bot.note("version", bot.get("/version").code());
            bot.note("discovery", bot.get("/apis").code());
        }
    }

    private static void apply(Play play) {
        try (var bot = bot(play, "{apiGroups: [\"\"], resources: [configmaps], verbs: [get, patch]}")) {
            bot.await(bot.path(MAP), answer -> answer.code() == 404);
            bot.note("creating needs create", bot.apply(MAP, "portal"));
            bot.note("dry too", bot.apply(MAP, "portal", "dryRun=All").code());
            play.apply(MAP, "portal");
            bot.note("changing does not", bot.apply(MAP.replace("\"2\"", "\"3\""), "portal").code());
            bot.note("force neither", bot.apply(MAP.replace("\"2\"", "\"4\""), "other", "force=true").code());
        }
    }

    private static void questions(Play play) {
        try (var bot = bot(play, "{apiGroups: [apps], resources: [deployments], verbs: [get, patch]}")) {
            bot.await("/apis/apps/v1/namespaces/" + bot.namespace() + "/deployments/none", answer -> answer.code() == 404);
            for (var verb : new String[] {"patch", "delete"}) {
                var review = bot.create("{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, metadata: {}, spec: {resourceAttributes: "
                        + "{verb: " + verb + ", group: apps, resource: deployments, namespace: NS}}}");
                bot.note(verb, review.body().path("status").path("allowed"));
            }
            var rules = bot.create("{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: NS}}");
            bot.note("rules", Json.items(rules.body(), "status.resourceRules").stream().map(rule -> Json.at(rule, "resources") + " " + Json.at(rule, "verbs"))
                    .filter(text -> text.contains("deployments")).toList());
        }
    }

    /** Handing out a role needs the right to bind it, or everything that it allows. */
    private static void bindings(Play play) {
        role(play, "may", "{apiGroups: [\"\"], resources: [secrets], verbs: [create]}");
        role(play, "not", "{apiGroups: [\"\"], resources: [pods, secrets], verbs: [get, list]}, {apiGroups: [\"\"], resources: [configmaps], resourceNames: [a, b], "
                + "verbs: [get, patch]}, {nonResourceURLs: [/metrics], verbs: [get]}, {apiGroups: [apps], resources: [\"*\"], verbs: [\"*\"]}");
        role(play, "held", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}, {apiGroups: [\"\"], resources: [configmaps], resourceNames: [a], verbs: [get]}");
        var rights = "{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings, roles], verbs: [get, create, patch]}, "
                + "{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [NS-may, NS-gone], verbs: [bind]}, "
                + "{apiGroups: [\"\"], resources: [pods], verbs: [get, list]}, {apiGroups: [\"\"], resources: [configmaps], verbs: [get]}";
        try (var bot = bot(play, rights)) {
            bot.await(bot.path(binding("none")), answer -> answer.code() == 404);
            bot.note("by name", bot.apply(binding("may"), "portal")).note("again", bot.apply(binding("may"), "portal").code());
            bot.note("not by name", bot.apply(binding("not"), "portal")).note("dry too", bot.apply(binding("not"), "portal", "dryRun=All").code());
            bot.note("created", bot.create(binding("not"))).note("replaced", bot.replace(bot.object(binding("not")), "portal").code());
            bot.note("holds it all", bot.apply(binding("held"), "portal").code());
            bot.note("no such role", bot.apply(binding("none"), "portal"));
            bot.note("no such role, created", bot.create(binding("none")));
            bot.note("one that may come", bot.apply(binding("gone"), "portal").code());
            play.apply(binding("not"), "admin");
            bot.note("as it is", bot.apply(binding("not"), "portal").code());
            bot.note("changed", bot.apply(binding("not").replace("name: other, namespace: NS", "name: bot, namespace: NS"), "portal", "force=true").code());
            bot.note("labelled", bot.merge(binding("not"), "{metadata: {labels: {a: b}}}", "portal").code());
            bot.note("a role of what it has", bot.apply(ownRole("pods"), "portal").code()).note("a role of more", bot.apply(ownRole("nodes"), "portal"));
            bot.note("another role", bot.apply(binding("may").replace("name: NS-may}", "name: NS-held}"), "portal").code());
        } finally {
            for (var name : new String[] {"may", "not", "held"}) {
                play.delete("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: NS-" + name + "}}", "");
            }
        }
    }

    private static void role(Play play, String name, String rules) {
        play.create("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: NS-" + name + "}, rules: [" + rules + "]}");
    }

    private static String ownRole(String resource) {
        return "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: own, namespace: NS}, rules: [{apiGroups: [\"\"], resources: [" + resource
                + "], verbs: [get, list]}]}";
    }

    private static String binding(String name) {
        return "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: " + name + ", namespace: NS}, roleRef: {apiGroup: "
                + "rbac.authorization.k8s.io, kind: ClusterRole, name: NS-" + name + "}, subjects: [{kind: ServiceAccount, name: other, namespace: NS}]}";
    }
}
