package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import java.util.stream.Stream;

/** What the server does not take, and how it says so. */
final class RefusalCases {

    private RefusalCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("refuses-invalid-deployments", RefusalCases::deployments),
                new Case("refuses-immutable-fields", RefusalCases::immutable),
                new Case("refuses-invalid-others", RefusalCases::others),
                new Case("refuses-by-state", RefusalCases::byState));
    }

    private static void deployments(Play play) {
        play.note("no selector", play.apply(WEB.replace("selector: {matchLabels: {app: web}}", ""), "portal"));
        play.note("selector and labels", play.apply(WEB.replace("labels: {app: web}", "labels: {app: other}"), "portal"));
        play.note("negative replicas", play.apply(WEB.replace("replicas: 2", "replicas: -1"), "portal"));
        play.note("no image", play.apply(WEB.replace("image: localhost/pause:1", ""), "portal"));
        play.note("bad port", play.apply(WEB.replace("image: localhost/pause:1", "image: localhost/pause:1\n          ports: [{containerPort: 70000}]"), "portal"));
        play.note("limit below request", play.apply(WEB.replace("memory: 16Mi}}", "memory: 16Mi}, limits: {memory: 8Mi}}"), "portal"));
        play.note("bad quantity", play.apply(WEB.replace("cpu: 10m", "cpu: many"), "portal"));
        play.note("bad policy", play.apply(WEB.replace("terminationGracePeriodSeconds: 1", "restartPolicy: Never"), "portal"));
        play.note("unknown volume", play.apply(WEB.replace("image: localhost/pause:1", "image: localhost/pause:1\n          volumeMounts: [{name: v, mountPath: /v}]"), "portal"));
        play.note("no way to roll", play.apply(WEB.replace("replicas: 2", "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"), "portal"));
        play.note("deadline", play.apply(WEB.replace("replicas: 2", "minReadySeconds: 30\n  progressDeadlineSeconds: 20"), "portal"));
        play.note("bad label", play.apply(WEB.replace("metadata: {labels: {app: web}}", "metadata: {labels: {app: web, x: \"not this!\"}}"), "portal"));
    }

    private static void immutable(Play play) {
        play.apply(WEB, "portal");
        play.note("selector", play.apply(WEB.replace("{app: web}", "{app: other}"), "portal"));
        play.note("selector, dry", play.apply(WEB.replace("{app: web}", "{app: other}"), "portal", "dryRun=All"));
        play.apply(Objects.INTERNAL_SERVICE, "portal");
        play.note("cluster address", play.apply(Objects.INTERNAL_SERVICE.replace("selector", "clusterIP: 10.196.77.77\n  selector"), "portal", "force=true").code());
        play.apply(Objects.SECRET, "portal");
        play.note("type of a secret", play.apply(Objects.SECRET.replace("stringData", "type: example.com/other\nstringData"), "portal"));
        play.apply(Objects.MAP + "immutable: true", "portal");
        play.note("immutable map", play.apply(Objects.MAP.replace("\"2\"", "\"3\"") + "immutable: true", "portal"));
    }

    private static void others(Play play) {
        play.note("service without ports", play.apply(Objects.INTERNAL_SERVICE.replace("ports: [{name: https, port: 443}]", ""), "portal"));
        play.note("service with a bad port", play.apply(Objects.INTERNAL_SERVICE.replace("port: 443", "port: 0"), "portal"));
        play.note("source range", play.apply(Objects.SERVICE.replace("10.0.0.0/8", "10.0.0.0/99"), "portal"));
        play.note("service name", play.apply(Objects.INTERNAL_SERVICE.replace("web-internal", "1web"), "portal"));
        play.note("autoscaler bounds", play.apply(Objects.AUTOSCALER.replace("maxReplicas: 5", "maxReplicas: 2"), "portal"));
        play.note("budget of both", play.apply(Objects.BUDGET.replace("maxUnavailable: 1", "maxUnavailable: 1, minAvailable: 1"), "portal"));
        play.note("policy block", play.apply(Objects.POLICY.replace("10.0.0.0/8", "10.0.0/8"), "portal"));
        play.note("ingress without path type", play.apply(Objects.INGRESS.replace("pathType: Prefix, ", ""), "portal"));
        play.note("secret data", play.create(Objects.SECRET.replace("stringData: {username: api}", "data: {username: \"not base64!\"}")).code());
        play.note("map key", play.apply(Objects.MAP.replace("{a:", "{\"a b\":"), "portal"));
        play.note("namespace name", play.apply("{apiVersion: v1, kind: Namespace, metadata: {name: Bad_Name}}", "portal"));
    }

    private static void byState(Play play) {
        play.note("missing", play.live(WEB));
        play.note("missing kind", play.get("/apis/example.com/v1/things"));
        play.note("delete missing", play.delete(WEB, ""));
        play.create(Objects.MAP);
        play.note("twice", play.create(Objects.MAP));
        var old = play.object(Objects.MAP);
        old.withObject("metadata").put("resourceVersion", "1");
        play.note("stale", play.replace(old, "editor"));
        play.note("no such namespace", play.create(Objects.MAP.replace("NS", "simk8s-none")));
        play.note("unknown field is dropped", play.create(Objects.MAP.replace("settings", "other") + "datum: x"));
        play.note("unknown field, strict", play.create(Objects.MAP.replace("settings", "third") + "datum: x", "fieldValidation=Strict"));
        play.note("other kind", play.send("POST", play.path(Objects.MAP).replace("/settings", ""), "application/json", play.object(Objects.SECRET).toString()).code());
        play.note("put missing", play.replace(play.object(Objects.MAP.replace("settings", "none")), "editor"));
        play.note("merge missing", play.merge(WEB, "{spec: {replicas: 1}}", "editor"));
        play.note("patch type", play.send("PATCH", play.path(Objects.MAP) + "?fieldManager=x", "application/json", "{}").code());
    }
}
