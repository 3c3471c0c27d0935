package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Gets, lists, pages, selectors, watches, discovery. */
final class ReadCases {

    private static final String MAPS = "/api/v1/namespaces/%s/configmaps";

    private ReadCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("read-lists", ReadCases::lists),
                new Case("read-label-selectors", ReadCases::labels),
                new Case("read-field-selectors", ReadCases::fields),
                new Case("read-pages", ReadCases::pages),
                new Case("read-watch", ReadCases::watch),
                new Case("read-watch-selected", ReadCases::watchSelected),
                new Case("read-discovery", ReadCases::discovery));
    }

    private static void make(Play play, String name, String labels) {
        play.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + ", namespace: NS, labels: " + labels + "}}");
    }

    private static String maps(Play play) {
        return MAPS.formatted(play.namespace());
    }

    private static void lists(Play play) {
        make(play, "a", "{mine: \"1\"}");
        play.note("list", play.get(maps(play) + "?labelSelector=mine"));
        play.note("empty", play.get(maps(play) + "?labelSelector=yours"));
        play.note("from the cache", play.get(maps(play) + "?labelSelector=mine&resourceVersion=0").body().path("items").size());
    }

    private static void labels(Play play) {
        make(play, "a", "{mine: \"1\", app: x}");
        make(play, "b", "{mine: \"1\", app: y, tier: db}");
        make(play, "c", "{mine: \"1\"}");
        for (var selector : List.of("mine", "mine=1,app=x", "mine,app==y", "mine,app!=x", "mine,app in (x,y)", "mine,app notin (x)", "mine,!tier", "mine,tier", "mine,app in (z)")) {
            play.note(selector, names(play.get(maps(play) + "?labelSelector=" + encode(selector))));
        }
        play.note("nonsense", play.get(maps(play) + "?labelSelector=" + encode("a b")).code());
    }

    private static void fields(Play play) {
        make(play, "a", "{mine: \"1\"}");
        make(play, "b", "{mine: \"1\"}");
        play.note("name", names(play.get(maps(play) + "?fieldSelector=metadata.name%3Da")));
        play.note("not name", names(play.get(maps(play) + "?labelSelector=mine&fieldSelector=metadata.name!%3Da")));
        play.note("namespace", names(play.get("/api/v1/configmaps?labelSelector=mine&fieldSelector=" + encode("metadata.namespace=" + play.namespace()))));
        play.note("unknown", play.get(maps(play) + "?fieldSelector=data.x%3Da"));
    }

    private static void pages(Play play) {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            make(play, name, "{mine: \"1\"}");
        }
        var first = play.get(maps(play) + "?limit=2");
        make(play, "bb", "{mine: \"1\"}");
        play.delete("{apiVersion: v1, kind: ConfigMap, metadata: {name: d, namespace: NS}}", "");
        var second = play.get(maps(play) + "?limit=2&continue=" + encode(first.text("metadata.continue")));
        var third = play.get(maps(play) + "?limit=10&continue=" + encode(second.text("metadata.continue")));
        play.note("first", names(first)).note("remaining", Json.at(first.body(), "metadata.remainingItemCount"));
        play.note("second: as it was", names(second)).note("third", names(third)).note("end", Json.at(third.body(), "metadata.continue").asString("none"));
        play.note("one moment", first.text("metadata.resourceVersion").equals(third.text("metadata.resourceVersion")));
        play.note("cache ignores the limit", play.get(maps(play) + "?limit=2&resourceVersion=0&labelSelector=mine").body().path("items").size());
        play.note("bad token", play.get(maps(play) + "?limit=2&continue=nonsense").code());
    }

    private static void watch(Play play) {
        make(play, "a", "{}");
        var revision = play.get(maps(play)).text("metadata.resourceVersion");
        play.merge("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: NS}}", "{data: {x: y}}", "editor");
        make(play, "b", "{}");
        play.delete("{apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: NS}}", "");
        play.note("events", events(play, "?watch=true&timeoutSeconds=2&resourceVersion=" + revision));
        play.note("from scratch", events(play, "?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Da").size());
        var last = events(play, "?watch=true&timeoutSeconds=2&allowWatchBookmarks=true&resourceVersion=" + revision).stream()
                .map(event -> Json.text(Json.MAPPER.readTree(event), "type")).toList();
        play.note("bookmark at the end", last.getLast());
        play.note("too old", events(play, "?watch=true&timeoutSeconds=2&resourceVersion=1"));
    }

    private static void watchSelected(Play play) {
        make(play, "a", "{mine: \"1\"}");
        var revision = play.get(maps(play)).text("metadata.resourceVersion");
        var map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: NS}}";
        play.merge(map, "{metadata: {labels: {mine: \"2\"}}}", "editor");
        play.merge(map, "{data: {x: y}}", "editor");
        play.merge(map, "{metadata: {labels: {mine: \"1\"}}}", "editor");
        play.note("goes and comes", events(play, "?watch=true&timeoutSeconds=2&labelSelector=mine%3D1&resourceVersion=" + revision).stream()
                .map(event -> Json.text(Json.MAPPER.readTree(event), "type") + " " + Json.text(Json.MAPPER.readTree(event), "object.metadata.labels.mine")).toList());
    }

    private static List<String> events(Play play, String query) {
        return play.lines(maps(play) + query);
    }

    private static void discovery(Play play) {
        play.note("version", Json.text(play.get("/version").body(), "gitVersion"));
        play.note("groups", play.get("/apis").body().path("groups").valueStream().map(group -> Json.text(group, "name"))
                .filter(List.of("apps", "batch", "autoscaling", "policy", "networking.k8s.io", "rbac.authorization.k8s.io")::contains).sorted().toList());
        play.note("apps", resources(play, "/apis/apps/v1", "deployments", "statefulsets", "controllerrevisions"));
        play.note("batch", resources(play, "/apis/batch/v1", "jobs", "cronjobs"));
        play.note("core resources", resources(play, "/api/v1", "persistentvolumeclaims", "endpoints", "services"));
        play.note("rbac", resources(play, "/apis/rbac.authorization.k8s.io/v1", "rolebindings", "clusterroles"));
        play.note("core", play.get("/api").body().path("versions"));
        play.note("ready", play.get("/readyz"));
        play.note("no such group", play.get("/apis/example.com/v1"));
    }

    private static List<String> resources(Play play, String group, String... plurals) {
        return play.get(group).body().path("resources").valueStream()
                .filter(resource -> List.of(plurals).contains(Json.text(resource, "name").split("/")[0]) && !Json.text(resource, "name").equals("services/proxy"))
                .map(resource -> Json.text(resource, "name") + " " + Json.text(resource, "kind") + " " + resource.path("namespaced") + " " + Json.items(resource, "verbs"))
                .sorted().toList();
    }

    private static List<String> names(Play.Answer answer) {
        return Json.items(answer.body(), "items").stream().map(item -> Json.text(item, "metadata.name")).toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
