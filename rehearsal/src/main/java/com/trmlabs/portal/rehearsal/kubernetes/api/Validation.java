package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Labels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server does not let in: the mistakes that people make with the kinds that the portal renders. */
final class Validation {

    /** A Job's name is its CronJob's and 11 more. */
    private static final int LONGEST_CRON_JOB_NAME = 52;

    private Validation() {}

    static void create(Key key, ObjectNode object) {
        var problems = new Problems();
        if (key.name().isEmpty()) {
            problems.add(Cause.required("metadata.name", "name or generateName is required"));
        } else {
            Names.problem(key.kind().kind(), key.name())
                    .ifPresent(problem -> problems.add(Cause.invalid("metadata.name", '"' + key.name() + '"', problem)));
        }
        content(key, object, problems);
        if (key.kind().kind().equals("CronJob") && key.name().length() > LONGEST_CRON_JOB_NAME) {
            problems.add(Cause.invalid("metadata.name", '"' + key.name() + '"', "must be no more than " + LONGEST_CRON_JOB_NAME + " characters"));
        }
        problems.throwIfAny(key);
    }

    static void update(Key key, ObjectNode before, ObjectNode after) {
        var problems = new Problems();
        content(key, after, problems);
        immutable(key, before, after, problems);
        problems.throwIfAny(key);
    }

    private static void content(Key key, ObjectNode object, Problems problems) {
        problems.labels(Json.at(object, "metadata.labels"), "metadata.labels");
        switch (key.kind().kind()) {
            case "Deployment" -> deployment(Json.in(object, "spec"), problems);
            case "ReplicaSet" -> template(Json.in(object, "spec"), problems);
            case "StatefulSet" -> StatefulRules.set(Json.in(object, "spec"), problems);
            case "PersistentVolumeClaim" -> StatefulRules.claim(Json.in(object, "spec"), "spec.", problems);
            case "Job" -> job(Json.in(object, "spec"), "spec.", problems);
            case "CronJob" -> cronJob(Json.in(object, "spec"), problems);
            case "Pod" -> PodRules.check(Json.in(object, "spec"), "spec.", problems);
            case "Service" -> service(Json.in(object, "spec"), problems);
            case "HorizontalPodAutoscaler" -> autoscaler(Json.in(object, "spec"), problems);
            case "PodDisruptionBudget" -> budget(Json.in(object, "spec"), problems);
            case "NetworkPolicy" -> policy(object, problems);
            case "Ingress" -> ingress(object, problems);
            case "ConfigMap", "Secret" -> data(object, problems);
            case "RoleBinding", "ClusterRoleBinding" -> binding(object, problems);
            case "Endpoints" -> endpoints(object, problems);
            default -> {}
        }
    }

    private static void deployment(ObjectNode spec, Problems problems) {
        problems.notNegative(spec, "replicas", "spec.");
        template(spec, problems);
        var rolling = Json.at(spec, "strategy.rollingUpdate");
        if (Json.text(spec, "strategy.type").equals("RollingUpdate") && isNone(rolling.path("maxSurge")) && isNone(rolling.path("maxUnavailable"))) {
            problems.add(Cause.invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling.path("maxUnavailable"), "may not be 0 when `maxSurge` is 0"));
        }
        if (Json.number(spec, "progressDeadlineSeconds") <= Json.number(spec, "minReadySeconds")) {
            problems.add(Cause.invalid("spec.progressDeadlineSeconds", Json.number(spec, "progressDeadlineSeconds"), "must be greater than minReadySeconds"));
        }
    }

    private static boolean isNone(JsonNode value) {
        return value.isString() ? value.asString().equals("0%") : value.asInt(0) == 0;
    }

    static void template(ObjectNode spec, Problems problems) {
        var selector = Json.at(spec, "selector");
        var labels = Json.at(spec, "template.metadata.labels");
        boolean given = selector.isObject() && !selector.isEmpty();
        if (!given) {
            problems.add(Cause.required("spec.selector", ""));
        }
        if (!given || !Labels.match(selector, labels)) {
            problems.add(Cause.invalid("spec.template.metadata.labels", labels.isMissingNode() ? "null" : labels,
                    "`selector` does not match template `labels`"));
        }
        problems.labels(labels, "spec.template.labels");
        PodRules.check(Json.in(spec, "template.spec"), "spec.template.spec.", problems);
        var policy = Json.text(spec, "template.spec.restartPolicy");
        if (!policy.equals("Always")) {
            problems.add(Cause.notSupported("spec.template.spec.restartPolicy", '"' + policy + '"', "Always"));
        }
    }

    private static void job(ObjectNode spec, String path, Problems problems) {
        problems.notNegative(spec, "backoffLimit", path);
        PodRules.check(Json.in(spec, "template.spec"), path + "template.spec.", problems);
        var policy = Json.text(spec, "template.spec.restartPolicy");
        if (policy.equals("Always")) {
            problems.add(Cause.required(path + "template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }
    }

    private static void cronJob(ObjectNode spec, Problems problems) {
        var schedule = Json.text(spec, "schedule");
        if (schedule.isEmpty()) {
            problems.add(Cause.required("spec.schedule", ""));
        } else {
            Schedules.problem(schedule).ifPresent(problem -> problems.add(Cause.invalid("spec.schedule", '"' + schedule + '"', problem)));
        }
        for (var field : new String[] {"startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"}) {
            problems.notNegative(spec, field, "spec.");
        }
        problems.oneOf(spec, "concurrencyPolicy", "spec.", "Allow", "Forbid", "Replace");
        if (Json.has(spec, "jobTemplate.spec.selector")) {
            problems.add(Cause.invalid("spec.jobTemplate.spec.selector", Json.at(spec, "jobTemplate.spec.selector"), "`selector` will be auto-generated"));
        }
        job(Json.in(spec, "jobTemplate.spec"), "spec.jobTemplate.spec.", problems);
    }

    private static void service(ObjectNode spec, Problems problems) {
        var type = Json.text(spec, "type");
        if (Json.objects(spec, "ports").isEmpty() && !type.equals("ExternalName") && !Json.text(spec, "clusterIP").equals("None")) {
            problems.add(Cause.required("spec.ports", ""));
        }
        int index = 0;
        for (var port : Json.objects(spec, "ports")) {
            problems.port(port.path("port"), "spec.ports[" + index + "].port");
            problems.port(port.path("targetPort"), "spec.ports[" + index++ + "].targetPort");
        }
        index = 0;
        for (var block : Json.items(spec, "loadBalancerSourceRanges")) {
            problems.block(block, "spec.LoadBalancerSourceRanges[" + index++ + "]");
        }
    }

    private static void autoscaler(ObjectNode spec, Problems problems) {
        int most = Json.number(spec, "maxReplicas");
        if (Json.number(spec, "minReplicas") < 1) {
            problems.add(Cause.invalid("spec.minReplicas", Json.number(spec, "minReplicas"), "must be greater than or equal to 1"));
        }
        if (most < 1) {
            problems.add(Cause.invalid("spec.maxReplicas", most, "must be greater than 0"));
        }
        if (most < Json.number(spec, "minReplicas")) {
            problems.add(Cause.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
        }
    }

    private static void budget(ObjectNode spec, Problems problems) {
        if (Json.has(spec, "minAvailable") && Json.has(spec, "maxUnavailable")) {
            var value = Json.object();
            value.set("MinAvailable", spec.get("minAvailable"));
            value.set("Selector", spec.path("selector"));
            value.set("MaxUnavailable", spec.get("maxUnavailable"));
            value.set("UnhealthyPodEvictionPolicy", spec.path("unhealthyPodEvictionPolicy"));
            problems.add(Cause.invalid("spec", value, "minAvailable and maxUnavailable cannot be both set"));
        }
    }

    private static void policy(ObjectNode policy, Problems problems) {
        for (var direction : new String[] {"ingress.from", "egress.to"}) {
            var words = direction.split("\\.");
            int rule = 0;
            for (var entry : Json.objects(policy, "spec." + words[0])) {
                int peer = 0;
                for (var other : Json.objects(entry, words[1])) {
                    if (Json.has(other, "ipBlock")) {
                        problems.block(Json.at(other, "ipBlock.cidr"), "spec." + words[0] + "[" + rule + "]." + words[1] + "[" + peer + "].ipBlock.cidr");
                    }
                    peer++;
                }
                rule++;
            }
        }
    }

    private static void ingress(ObjectNode ingress, Problems problems) {
        int rule = 0;
        for (var entry : Json.objects(ingress, "spec.rules")) {
            int index = 0;
            for (var path : Json.objects(entry, "http.paths")) {
                if (!Json.has(path, "pathType")) {
                    problems.add(Cause.required("spec.rules[" + rule + "].http.paths[" + index + "].pathType", "pathType must be specified"));
                }
                index++;
            }
            rule++;
        }
        if (Json.objects(ingress, "spec.rules").isEmpty() && !Json.has(ingress, "spec.defaultBackend")) {
            problems.add(Cause.invalid("spec", "{}", "either `defaultBackend` or `rules` must be specified"));
        }
    }

    private static void binding(ObjectNode binding, Problems problems) {
        problems.oneOf(Json.in(binding, "roleRef"), "kind", "roleRef.", "Role", "ClusterRole");
        problems.required(Json.in(binding, "roleRef"), "name", "roleRef.");
        int index = 0;
        for (var subject : Json.objects(binding, "subjects")) {
            var path = "subjects[" + index++ + "].";
            problems.required(subject, "name", path);
            problems.oneOf(subject, "kind", path, "ServiceAccount", "User", "Group");
            var group = Json.text(subject, "apiGroup");
            if (Json.text(subject, "kind").equals("ServiceAccount") && !group.isEmpty()) {
                problems.add(Cause.notSupported(path + "apiGroup", '"' + group + '"', ""));
            }
        }
    }

    private static void endpoints(ObjectNode endpoints, Problems problems) {
        int subset = 0;
        for (var entry : Json.objects(endpoints, "subsets")) {
            var path = "subsets[" + subset++ + "]";
            var addresses = Json.objects(entry, "addresses");
            if (addresses.isEmpty() && Json.items(entry, "notReadyAddresses").isEmpty()) {
                problems.add(Cause.required(path, "must specify `addresses` or `notReadyAddresses`"));
            }
            for (int i = 0; i < addresses.size(); i++) {
                problems.address(addresses.get(i).path("ip"), path + ".addresses[" + i + "].ip");
            }
        }
    }

    private static void data(ObjectNode object, Problems problems) {
        Json.at(object, "data").properties().forEach(entry -> Names.dataKeyProblem(entry.getKey())
                .ifPresent(problem -> problems.add(Cause.invalid("data[" + entry.getKey() + "]", '"' + entry.getKey() + '"', problem))));
    }

    private static void immutable(Key key, ObjectNode before, ObjectNode after, Problems problems) {
        switch (key.kind().kind()) {
            case "Deployment", "ReplicaSet" -> problems.same(Json.at(before, "spec.selector"), Json.at(after, "spec.selector"), "spec.selector");
            case "StatefulSet" -> StatefulRules.sameSet(before, after, problems);
            case "PersistentVolumeClaim" -> StatefulRules.sameClaim(before, after, problems);
            case "Job" -> {
                for (var field : new String[] {"selector", "completions", "completionMode", "template"}) {
                    problems.same(Json.at(before, "spec." + field), Json.at(after, "spec." + field), "spec." + field);
                }
            }
            case "Service" -> address(before, after, problems);
            case "Secret" -> problems.same(Json.at(before, "type"), Json.at(after, "type"), "type");
            case "RoleBinding", "ClusterRoleBinding" -> roleRef(before, after, problems);
            default -> {}
        }
        if (Json.at(before, "immutable").asBoolean(false)) {
            for (var field : new String[] {"data", "binaryData"}) {
                if (!Json.at(before, field).equals(Json.at(after, field))) {
                    problems.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
                }
            }
        }
    }

    private static void address(ObjectNode before, ObjectNode after, Problems problems) {
        var old = Json.at(before, "spec.clusterIP");
        boolean external = Json.text(after, "spec.type").equals("ExternalName") || Json.text(before, "spec.type").equals("ExternalName");
        if (!external && !old.equals(Json.at(after, "spec.clusterIP"))) {
            problems.add(Cause.invalid("spec.clusterIPs[0]", Json.at(after, "spec.clusterIPs"), "may not change once set"));
        }
    }

    private static void roleRef(ObjectNode before, ObjectNode after, Problems problems) {
        if (!before.path("roleRef").equals(after.path("roleRef"))) {
            var ref = Json.of("APIGroup", Json.text(after, "roleRef.apiGroup"), "Kind", Json.text(after, "roleRef.kind"), "Name", Json.text(after, "roleRef.name"));
            problems.add(Cause.invalid("roleRef", ref, "cannot change roleRef"));
        }
    }
}
