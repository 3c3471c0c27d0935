package com.trmlabs.portal.rehearsal.kubernetes.schema;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.ListOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.MapOf;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Type.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what is not given, as the real server does: constants from {@code defaults.json}, the rest by rule. */
public final class Defaults {

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final JsonNode SCALE_UP = Json.read("""
            {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies":
              [{"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 15}]}""");
    private static final JsonNode SCALE_DOWN = Json.read("""
            {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}""");

    /** Of Jobs alone: what a CronJob makes them from has none. */
    private static final JsonNode JOB = Json.read("""
            {"parallelism": 1, "backoffLimit": 6, "completionMode": "NonIndexed", "suspend": false, "podReplacementPolicy": "TerminatingOrFailed",
              "manualSelector": false}""");

    private final Map<String, JsonNode> constants = new HashMap<>();
    private final Map<String, Consumer<ObjectNode>> rules = Map.ofEntries(
            Map.entry("core.v1.Namespace", Defaults::namespace),
            Map.entry("core.v1.Service", Defaults::service),
            Map.entry("core.v1.Container", Defaults::container),
            Map.entry("core.v1.Volume", Defaults::volume),
            Map.entry("core.v1.PodSpec", Defaults::podSpec),
            Map.entry("core.v1.Pod", Defaults::pod),
            Map.entry("core.v1.Secret", Defaults::secret),
            Map.entry("apps.v1.DeploymentStrategy", Defaults::strategy),
            Map.entry("apps.v1.StatefulSetUpdateStrategy", Defaults::updateStrategy),
            Map.entry("batch.v1.Job", Defaults::job),
            Map.entry("autoscaling.v2.HorizontalPodAutoscalerBehavior", Defaults::behavior),
            Map.entry("networking.v1.NetworkPolicySpec", Defaults::networkPolicy),
            Map.entry("rbac.v1.Subject", Defaults::subject));

    public Defaults() {
        try (var stream = Defaults.class.getResourceAsStream("defaults.json")) {
            Json.MAPPER.readTree(stream).properties().forEach(type -> constants.put(type.getKey(), type.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the object, which has to be in the form that {@link Encoding} gives. */
    public void fill(Type type, JsonNode value) {
        switch (type) {
            case Struct struct when value instanceof ObjectNode object -> fillObject(struct, object);
            case ListOf list when value.isArray() -> value.forEach(item -> fill(list.item(), item));
            case MapOf map when value.isObject() -> value.forEach(child -> fill(map.value(), child));
            default -> {}
        }
    }

    private void fillObject(Struct type, ObjectNode object) {
        var constant = constants.get(type.name());
        if (constant != null) {
            constant.properties().stream()
                    .filter(entry -> blank(object.path(entry.getKey())))
                    .forEach(entry -> object.set(entry.getKey(), entry.getValue().deepCopy()));
        }
        var rule = rules.get(type.name());
        if (rule != null) {
            rule.accept(object);
        }
        object.properties().forEach(field -> type.field(field.getKey()).ifPresent(child -> fill(child, field.getValue())));
    }

    private static boolean blank(JsonNode value) {
        return value.isMissingNode() || value.isNull() || (value.isString() && value.asString().isEmpty())
                || (value.isArray() && value.isEmpty());
    }

    private static void namespace(ObjectNode namespace) {
        var name = Json.text(namespace, "metadata.name");
        if (!name.isEmpty()) {
            Json.in(namespace, "metadata.labels").put("kubernetes.io/metadata.name", name);
            if (!Json.has(namespace, "spec.finalizers") && !Json.has(namespace, "metadata.deletionTimestamp")) {
                Json.in(namespace, "spec").putArray("finalizers").add("kubernetes");
            }
        }
    }

    private static void service(ObjectNode service) {
        var spec = Json.in(service, "spec");
        var type = Json.text(spec, "type");
        for (var port : Json.objects(spec, "ports")) {
            if (blank(port.path("targetPort")) || (port.path("targetPort").isNumber() && port.path("targetPort").asInt() == 0)) {
                port.set("targetPort", port.path("port"));
            }
        }
        if (Json.text(spec, "sessionAffinity").equals("ClientIP") && !Json.has(spec, "sessionAffinityConfig.clientIP.timeoutSeconds")) {
            Json.in(spec, "sessionAffinityConfig.clientIP").put("timeoutSeconds", 10800);
        }
        if (type.equals("LoadBalancer") || type.equals("NodePort")) {
            Json.orElse(spec, "externalTrafficPolicy", Json.of("v", "Cluster").get("v"));
        }
        if (!type.equals("ExternalName")) {
            Json.orElse(spec, "internalTrafficPolicy", Json.of("v", "Cluster").get("v"));
        }
        if (type.equals("LoadBalancer")) {
            Json.orElse(spec, "allocateLoadBalancerNodePorts", Json.MAPPER.getNodeFactory().booleanNode(true));
            Json.objects(service, "status.loadBalancer.ingress").stream()
                    .filter(ingress -> Json.has(ingress, "ip"))
                    .forEach(ingress -> Json.orElse(ingress, "ipMode", Json.of("v", "VIP").get("v")));
        }
    }

    private static void container(ObjectNode container) {
        var image = Json.text(container, "image");
        if (!Json.has(container, "imagePullPolicy")) {
            var name = image.substring(image.lastIndexOf('/') + 1);
            boolean latest = !image.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
            container.put("imagePullPolicy", latest ? "Always" : "IfNotPresent");
        }
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1 && volume.has("name")) {
            volume.putObject("emptyDir");
        }
    }

    /** The account stands under its old name, too. */
    private static void podSpec(ObjectNode spec) {
        if (Json.has(spec, "serviceAccountName")) {
            spec.put("serviceAccount", Json.text(spec, "serviceAccountName"));
        }
    }

    private static void pod(ObjectNode pod) {
        for (var list : new String[] {"spec.containers", "spec.initContainers"}) {
            for (var container : Json.objects(pod, list)) {
                Json.at(container, "resources.limits").properties().forEach(limit ->
                        Json.orElse(Json.in(container, "resources.requests"), limit.getKey(), limit.getValue()));
            }
        }
        Json.orElse(Json.in(pod, "spec"), "enableServiceLinks", Json.MAPPER.getNodeFactory().booleanNode(true));
    }

    private static void secret(ObjectNode secret) {
        Json.at(secret, "stringData").properties().forEach(entry -> Json.in(secret, "data").put(entry.getKey(),
                Base64.getEncoder().encodeToString(entry.getValue().asString().getBytes(StandardCharsets.UTF_8))));
        secret.remove("stringData");
    }

    private static void strategy(ObjectNode strategy) {
        if (Json.text(strategy, "type").equals("RollingUpdate")) {
            Json.in(strategy, "rollingUpdate");
        }
    }

    /** Unlike a Deployment's, only a strategy that is not named gets its details. */
    private static void updateStrategy(ObjectNode strategy) {
        if (!Json.has(strategy, "type")) {
            strategy.put("type", "RollingUpdate").withObject("rollingUpdate");
        }
    }

    private static void job(ObjectNode job) {
        if (!Json.has(job, "spec.completions") && !Json.has(job, "spec.parallelism")) {
            Json.in(job, "spec").set("completions", IntNode.valueOf(1));
        }
        if (Json.has(job, "spec.podFailurePolicy") && !Json.has(job, "spec.podReplacementPolicy")) {
            Json.in(job, "spec").put("podReplacementPolicy", "Failed");
        }
        JOB.properties().forEach(field -> Json.orElse(Json.in(job, "spec"), field.getKey(), field.getValue()));
        var labels = Json.at(job, "spec.template.metadata.labels");
        if (!Json.has(job, "metadata.labels") && labels.isObject()) {
            Json.in(job, "metadata").set("labels", labels.deepCopy());
        }
    }

    private static void behavior(ObjectNode behavior) {
        SCALE_UP.properties().forEach(rule -> Json.orElse(Json.in(behavior, "scaleUp"), rule.getKey(), rule.getValue()));
        SCALE_DOWN.properties().forEach(rule -> Json.orElse(Json.in(behavior, "scaleDown"), rule.getKey(), rule.getValue()));
    }

    private static void networkPolicy(ObjectNode spec) {
        if (!Json.has(spec, "policyTypes")) {
            var types = spec.putArray("policyTypes").add("Ingress");
            if (!Json.items(spec, "egress").isEmpty()) {
                types.add("Egress");
            }
        }
    }

    private static void subject(ObjectNode subject) {
        if (!Json.has(subject, "apiGroup") && !Json.text(subject, "kind").equals("ServiceAccount")) {
            subject.put("apiGroup", RBAC);
        }
    }
}
