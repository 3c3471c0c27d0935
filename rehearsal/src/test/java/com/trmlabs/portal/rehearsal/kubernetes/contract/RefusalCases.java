package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.stream.Stream;

/** What the server does not take, and how it says so. */
final class RefusalCases {

    private RefusalCases() {}

    static Stream<Case> all() {
        return Stream.of(
                new Case("refuses-invalid-deployments", RefusalCases::deployments),
                new Case("refuses-immutable-fields", RefusalCases::immutable),
                new Case("refuses-invalid-sets", RefusalCases::sets),
                new Case("refuses-invalid-cron-jobs", RefusalCases::cronJobs),
                new Case("refuses-invalid-claims", RefusalCases::claims),
                new Case("refuses-invalid-bindings", RefusalCases::bindings),
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

    private static void sets(Play play) {
        var set = Objects.SET_WITH_VOLUMES;
        play.note("no selector", play.apply(set.replace("selector: {matchLabels: {app: web}}", ""), "portal"));
        play.note("empty selector", play.apply(set.replace("selector: {matchLabels: {app: web}}", "selector: {}"), "portal"));
        play.note("selector and labels", play.apply(set.replace("labels: {app: web}", "labels: {app: other}"), "portal"));
        play.note("negative replicas", play.apply(set.replace("replicas: 2", "replicas: -1"), "portal"));
        play.note("management", play.apply(set.replace("Parallel", "Sideways"), "portal"));
        play.note("strategy", play.apply(set.replace("OnDelete", "Recreate"), "portal"));
        play.note("partition of the wrong strategy", play.apply(set.replace("{type: OnDelete}", "{type: OnDelete, rollingUpdate: {partition: 1}}"), "portal"));
        play.note("retention", play.apply(set.replace("replicas: 2", "persistentVolumeClaimRetentionPolicy: {whenDeleted: Keep}"), "portal"));
        play.note("service name", play.apply(set.replace("web-pods", "Web_Pods"), "portal"));
        play.note("no image", play.apply(set.replace("image: localhost/pause:1", ""), "portal"));
        play.note("bad policy", play.apply(set.replace("terminationGracePeriodSeconds: 1", "restartPolicy: Never"), "portal"));
        play.note("unknown volume", play.apply(set.replace("image: localhost/pause:1", "image: localhost/pause:1\n          volumeMounts: [{name: date, mountPath: /v}]"), "portal"));
        play.note("claim without a size", play.apply(set.replace(", resources: {requests: {storage: 16Mi}}", ""), "portal"));
        play.note("claim without a mode", play.apply(set.replace("accessModes: [ReadWriteOnce], ", ""), "portal"));
        play.note("name", play.apply(set.replace("name: web, namespace", "name: web.site, namespace"), "portal"));
        play.apply(set, "portal");
        play.note("another selector", play.apply(set.replace("{app: web}", "{app: other}"), "portal"));
        play.note("another size", play.apply(set.replace("16Mi}}}", "32Mi}}}"), "portal"));
        play.note("another service", play.apply(set.replace("web-pods", "web-others"), "portal", "dryRun=All"));
        play.note("another management", play.apply(set.replace("Parallel", "OrderedReady"), "portal", "dryRun=All").code());
        play.note("another strategy", play.apply(set.replace("OnDelete", "RollingUpdate"), "portal", "dryRun=All").code());
        play.note("another limit", play.apply(set.replace("replicas: 2", "replicas: 2\n  revisionHistoryLimit: 3"), "portal", "dryRun=All").code());
    }

    private static void cronJobs(Play play) {
        var job = Objects.CRON_JOB;
        play.note("no schedule", play.apply(job.replace("schedule: \"17 3 * * *\"", ""), "portal"));
        play.note("bad schedule", play.apply(job.replace("17 3 * * *", "at night"), "portal"));
        play.note("minute", play.apply(job.replace("17 3 * * *", "61 3 * * *"), "portal"));
        play.note("concurrency", play.apply(job.replace("jobTemplate", "concurrencyPolicy: Never\n  jobTemplate"), "portal"));
        play.note("history", play.apply(job.replace("jobTemplate", "successfulJobsHistoryLimit: -1\n  failedJobsHistoryLimit: -1\n  startingDeadlineSeconds: -1\n  jobTemplate"), "portal"));
        play.note("restart policy", play.apply(job.replace("restartPolicy: Never", "restartPolicy: Always"), "portal"));
        play.note("image", play.apply(job.replace(", image: localhost/pause:1", ""), "portal"));
        play.note("selector", play.apply(job.replace("    spec:\n      template", "    spec:\n      selector: {matchLabels: {app: nightly}}\n      template"), "portal"));
        play.note("long name", play.apply(job.replace("nightly, namespace", "nightly-nightly-nightly-nightly-nightly-nightly-nightly-n, namespace"), "portal"));
        play.apply(job, "portal");
        play.note("everything changes", Json.at(play.apply(job.replace("17 3", "18 4").replace("app: nightly", "app: daily").replace("jobTemplate", "suspend: true\n  jobTemplate"), "portal")
                .body(), "metadata.generation"));
    }

    private static void claims(Play play) {
        play.note("no mode", play.apply(Objects.CLAIM.replace("accessModes: [ReadWriteOncePod], ", ""), "portal"));
        play.note("unknown mode", play.apply(Objects.CLAIM.replace("ReadWriteOncePod", "ReadAlways"), "portal"));
        play.note("no size", play.apply(Objects.CLAIM.replace(", resources: {requests: {storage: 1024Mi}}", ""), "portal"));
        play.note("nothing", play.apply(Objects.CLAIM.replace("1024Mi", "0"), "portal"));
        play.apply(Objects.CLAIM, "portal");
        var other = play.apply(Objects.CLAIM.replace("nobody-serves-it", "another"), "portal");
        play.note("another class", other.text("message").lines().findFirst().orElse("")).note("code", other.code());
        play.note("deleted", play.delete(Objects.CLAIM, "")).note("gone", play.await(play.path(Objects.CLAIM), answer -> answer.code() == 404).code());
    }

    private static void bindings(Play play) {
        var binding = "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r, namespace: NS}, "
                + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: bot, namespace: NS}]}";
        play.note("kind of role", play.apply(binding.replace("ClusterRole, name: view", "Tasks, name: view"), "portal"));
        play.note("no name", play.apply(binding.replace(", name: view", ", name: \"\""), "portal"));
        play.note("kind of subject", play.apply(binding.replace("ServiceAccount", "Robot"), "portal"));
        play.note("subject without a name", play.apply(binding.replace("name: bot, ", ""), "portal"));
        play.note("account of a group", play.apply(binding.replace("name: bot", "apiGroup: apps, name: bot"), "portal"));
    }

    private static void others(Play play) {
        play.note("endpoints without addresses", play.apply(Objects.ENDPOINTS.replace("addresses: [{ip: 10.1.2.3, hostname: db-0}], ", ""), "portal"));
        play.note("endpoints of no address", play.apply(Objects.ENDPOINTS.replace("10.1.2.3", "db-0"), "portal"));
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
