package com.trmlabs.portal.rehearsal.kubernetes.contract;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What the server folds into each kind, applied and created. */
final class DefaultCases {

    private DefaultCases() {}

    static Stream<Case> all() {
        var applied = Stream.of(
                        applied("deployment", Objects.API_DEPLOYMENT), applied("service", Objects.SERVICE),
                        applied("internal-service", Objects.INTERNAL_SERVICE), applied("autoscaler", Objects.AUTOSCALER),
                        applied("budget", Objects.BUDGET), applied("network-policy", Objects.POLICY), applied("ingress", Objects.INGRESS),
                        applied("account", Objects.ACCOUNT), applied("secret", Objects.SECRET), applied("job", Objects.JOB), applied("map", Objects.MAP),
                        applied("stateful-set", Objects.DATABASE), applied("cron-job", Objects.CRON_JOB), applied("volume-claim", Objects.CLAIM),
                        applied("endpoints", Objects.ENDPOINTS));
        return Stream.concat(applied, Stream.of(
                new Case("defaults-namespace", DefaultCases::namespace),
                new Case("defaults-pod", DefaultCases::pod),
                new Case("defaults-created", DefaultCases::created),
                new Case("defaults-roles", DefaultCases::roles),
                new Case("defaults-variants", DefaultCases::variants)));
    }

    private static Case applied(String name, String yaml) {
        return new Case("defaults-" + name, play -> {
            play.note("dry", play.apply(yaml, "portal", "dryRun=All"));
            play.note("applied", play.apply(yaml, "portal"));
        });
    }

    private static void namespace(Play play) {
        var yaml = "{apiVersion: v1, kind: Namespace, metadata: {name: NS-x, labels: {app.kubernetes.io/managed-by: portal}}}";
        play.note("dry", play.apply(yaml, "portal", "dryRun=All"));
        play.note("applied", play.apply(yaml, "portal"));
        play.note("deleted", play.delete(yaml, ""));
    }

    private static void pod(Play play) {
        var yaml = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: NS}, spec: {automountServiceAccountToken: false, nodeSelector: {no: where}, "
                + "containers: [{name: a, image: localhost/pause, resources: {limits: {cpu: 100m, memory: 1Gi}}}]}}";
        play.note("created", play.create(yaml, "dryRun=All"));
    }

    private static void created(Play play) {
        play.note("deployment", play.create(Objects.API_DEPLOYMENT, "dryRun=All"));
        play.note("service", play.create(Objects.SERVICE, "dryRun=All"));
        play.note("autoscaler", play.create(Objects.AUTOSCALER, "dryRun=All"));
    }

    private static void roles(Play play) {
        var role = "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: NS}, rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]}";
        var binding = "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r, namespace: NS}, "
                + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: User, name: someone}, {kind: ServiceAccount, name: bot, namespace: NS}]}";
        play.note("role", play.apply(role, "portal")).note("binding", play.apply(binding, "portal"));
        play.note("other role", play.apply(binding.replace("name: r}, subjects", "name: other}, subjects"), "portal"));
    }

    private static ObjectNode without(ObjectNode object, String... fields) {
        object.remove(List.of(fields));
        return object;
    }

    private static void variants(Play play) {
        play.note("recreate", Json.at(play.apply(Objects.WEB.replace("replicas: 2", "strategy: {type: Recreate}"), "portal", "dryRun=All").body(), "spec.strategy"));
        play.note("sticky", Json.at(play.apply(Objects.INTERNAL_SERVICE.replace("selector", "sessionAffinity: ClientIP\n  selector"), "portal", "dryRun=All").body(),
                "spec.sessionAffinityConfig"));
        play.note("headless", play.apply(Objects.INTERNAL_SERVICE.replace("selector", "clusterIP: None\n  selector"), "portal", "dryRun=All"));
        play.note("autoscaler without metrics", Json.at(play.apply(
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, namespace: NS}, spec: {maxReplicas: 3, "
                        + "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}", "portal", "dryRun=All").body(), "spec"));
        play.note("headless without a selector", Json.at(play.apply(Objects.INTERNAL_SERVICE.replace("selector: {app: web}", "clusterIP: None")
                .replace("ports: [{name: https, port: 443}]", ""), "portal", "dryRun=All").body(), "spec"));
        play.note("job with labels", Json.at(play.apply(Objects.JOB.replace("namespace: NS", "namespace: NS, labels: {app: once}"), "portal", "dryRun=All").body(),
                "metadata.labels"));
        var failing = play.apply(Objects.JOB.replace("template:", "parallelism: 1\n  podFailurePolicy:\n    rules:\n      - {action: Ignore, onPodConditions: "
                + "[{type: DisruptionTarget}]}\n      - {action: FailJob, onExitCodes: {operator: In, values: [3]}}\n  template:"), "portal", "dryRun=All");
        play.note("job that fails at once", without((ObjectNode) failing.body().path("spec"), "template", "selector"));
        play.note("rolling set", Json.at(play.apply(Objects.SET.replace("podManagementPolicy: Parallel\n  updateStrategy: {type: OnDelete}\n  ", ""), "portal", "dryRun=All").body(),
                "spec"));
        play.note("partitioned set", Json.at(play.apply(Objects.SET.replace("{type: OnDelete}", "{rollingUpdate: {partition: 1}}"), "portal", "dryRun=All").body(),
                "spec.updateStrategy"));
        play.note("empty things", play.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: e, namespace: NS, labels: {}, annotations: {}}, data: {}}", "portal"));
        play.note("zero things", Json.at(play.apply(Objects.WEB.replace("terminationGracePeriodSeconds: 1", "terminationGracePeriodSeconds: 0\n      hostNetwork: false\n      tolerations: []"),
                "portal", "dryRun=All").body(), "spec.template.spec"));
    }
}
