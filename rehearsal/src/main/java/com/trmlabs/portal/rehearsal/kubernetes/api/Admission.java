package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What the server adds to objects on their way in: addresses and ports of services, the account of pods, selectors of jobs. */
final class Admission {

    /** What GKE gives to claims that ask for none. */
    private static final String STORAGE_CLASS = "standard-rwo";
    private static final String ENFORCED = "pod-security.kubernetes.io/enforce";
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private final Store store;
    private final Kinds kinds;

    Admission(Store store, Kinds kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** The server's own choice of letters for names. */
    static String suffix(int length) {
        var random = ThreadLocalRandom.current();
        return Stream.generate(() -> String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length())))).limit(length).reduce("", String::concat);
    }

    /** @throws ApiError when the object's namespace is not there or ends */
    void requireNamespace(Key key) {
        if (!key.kind().namespaced()) {
            return;
        }
        var kind = kinds.named("Namespace");
        var namespace = store.get(new Key(kind, "", key.namespace())).orElseThrow(() -> ApiError.notFound(kind, key.namespace()));
        if (Json.has(namespace, "metadata.deletionTimestamp")) {
            throw ApiError.terminating(key);
        }
    }

    /** @throws ApiError when a pod is to run as an account that is not there */
    void requireAccount(ApiKind kind, String namespace, ObjectNode pod) {
        var account = Json.text(pod, "spec.serviceAccountName");
        if (!kind.kind().equals("Pod") || store.get(new Key(kinds.named("ServiceAccount"), namespace, account.isEmpty() ? "default" : account)).isPresent()) {
            return;
        }
        var name = Json.has(pod, "metadata.name") ? Json.text(pod, "metadata.name") : Json.text(pod, "metadata.generateName");
        var missing = account.isEmpty() ? "default" : account;
        throw ApiError.forbidden(kind, name, "error looking up service account " + namespace + "/" + missing + ": serviceaccount \"" + missing
                + "\" not found");
    }

    /** @throws ApiError when the pod's namespace does not let it in */
    void requireSecurity(Key key, ObjectNode pod) {
        if (!key.kind().kind().equals("Pod")) {
            return;
        }
        var enforced = store.get(new Key(kinds.named("Namespace"), "", key.namespace()))
                .map(namespace -> Json.at(namespace, "metadata.labels").path(ENFORCED).asString("")).orElse("");
        if (enforced.equals("restricted")) {
            PodSecurity.violation(Json.in(pod, "spec")).ifPresent(why -> {
                throw ApiError.forbidden(key.kind(), key.name(), why);
            });
        }
    }

    void create(Key key, ObjectNode object) {
        if (key.kind().has("status") && !key.kind().kind().equals("Node")) {
            object.remove("status");
        }
        switch (key.kind().kind()) {
            case "Service" -> service(object);
            case "Pod" -> pod(object);
            case "Job" -> job(object);
            case "PersistentVolumeClaim" -> claim(object);
            default -> {}
        }
    }

    void update(Key key, ObjectNode before, ObjectNode object) {
        if (!key.kind().kind().equals("Service")) {
            return;
        }
        var old = Json.in(before, "spec");
        var spec = Json.in(object, "spec");
        boolean sameKind = Json.text(old, "type").equals("ExternalName") == Json.text(spec, "type").equals("ExternalName");
        for (var field : new String[] {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
            if (sameKind && old.has(field)) {
                Json.orElse(spec, field, old.get(field));
            }
        }
        for (var port : Json.objects(spec, "ports")) {
            Json.objects(old, "ports").stream()
                    .filter(was -> was.path("port").equals(port.path("port")) && was.has("nodePort") && needsNodePorts(spec))
                    .forEach(was -> Json.orElse(port, "nodePort", was.get("nodePort")));
        }
        service(object);
    }

    private void service(ObjectNode service) {
        var spec = Json.in(service, "spec");
        if (Json.text(spec, "type").equals("ExternalName")) {
            return;
        }
        if (!Json.has(spec, "clusterIP")) {
            spec.put("clusterIP", freeAddress());
        }
        if (!Json.has(spec, "clusterIPs")) {
            spec.putArray("clusterIPs").add(Json.text(spec, "clusterIP"));
        }
        families(spec);
        for (var port : Json.objects(spec, "ports")) {
            if (needsNodePorts(spec) && !Json.has(port, "nodePort")) {
                port.put("nodePort", freePort());
            } else if (!needsNodePorts(spec)) {
                port.remove("nodePort");
            }
        }
        if (Json.text(spec, "type").equals("LoadBalancer") && Json.text(spec, "externalTrafficPolicy").equals("Local")
                && !Json.has(spec, "healthCheckNodePort")) {
            spec.put("healthCheckNodePort", freePort());
        }
    }

    /** Without address and selector a service is open to both families. */
    private static void families(ObjectNode spec) {
        boolean open = Json.text(spec, "clusterIP").equals("None") && Json.at(spec, "selector").isEmpty();
        Json.orElse(spec, "ipFamilyPolicy", StringNode.valueOf(open ? "RequireDualStack" : "SingleStack"));
        if (!Json.has(spec, "ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
            if (open) {
                spec.withArray("ipFamilies").add("IPv6");
            }
        }
    }

    private static boolean needsNodePorts(ObjectNode spec) {
        return switch (Json.text(spec, "type")) {
            case "NodePort" -> true;
            case "LoadBalancer" -> Json.at(spec, "allocateLoadBalancerNodePorts").asBoolean(true);
            default -> false;
        };
    }

    private String freeAddress() {
        var random = ThreadLocalRandom.current();
        var taken = taken("spec.clusterIP");
        return Stream.generate(() -> "10.96." + random.nextInt(1, 255) + "." + random.nextInt(1, 255))
                .filter(address -> !taken.contains(address)).findFirst().orElseThrow();
    }

    private int freePort() {
        var taken = new HashSet<Integer>();
        for (var service : store.list(kinds.named("Service"), "")) {
            Json.objects(service, "spec.ports").forEach(port -> taken.add(Json.number(port, "nodePort")));
            taken.add(Json.number(service, "spec.healthCheckNodePort"));
        }
        return ThreadLocalRandom.current().ints(30000, 32768).filter(port -> !taken.contains(port)).findFirst().orElseThrow();
    }

    private Set<String> taken(String path) {
        var taken = new HashSet<String>();
        store.list(kinds.named("Service"), "").forEach(service -> taken.add(Json.text(service, path)));
        return taken;
    }

    private static void pod(ObjectNode pod) {
        var spec = Json.in(pod, "spec");
        if (!Json.has(spec, "serviceAccountName")) {
            spec.put("serviceAccountName", Json.text(spec, "serviceAccount").isEmpty() ? "default" : Json.text(spec, "serviceAccount"));
        }
        spec.put("serviceAccount", Json.text(spec, "serviceAccountName"));
        Json.orElse(spec, "preemptionPolicy", Json.of("v", "PreemptLowerPriority").get("v"));
        if (!Json.has(spec, "priority")) {
            spec.put("priority", 0);
        }
        tolerate(spec, "node.kubernetes.io/not-ready");
        tolerate(spec, "node.kubernetes.io/unreachable");
        Json.in(pod, "status").put("phase", "Pending").put("qosClass", quality(pod));
    }

    private static void tolerate(ObjectNode spec, String taint) {
        var tolerations = spec.get("tolerations") instanceof ArrayNode list ? list : spec.putArray("tolerations");
        tolerations.add(Json.of("key", taint, "operator", "Exists", "effect", "NoExecute").put("tolerationSeconds", 300));
    }

    private static String quality(ObjectNode pod) {
        var containers = Json.objects(pod, "spec.containers");
        boolean none = containers.stream().noneMatch(container ->
                Json.has(container, "resources.requests") || Json.has(container, "resources.limits"));
        boolean exact = containers.stream().allMatch(container -> Stream.of("cpu", "memory").allMatch(resource ->
                Json.has(container, "resources.limits." + resource)
                        && Json.text(container, "resources.limits." + resource).equals(Json.text(container, "resources.requests." + resource))));
        return none ? "BestEffort" : exact ? "Guaranteed" : "Burstable";
    }

    private static void claim(ObjectNode claim) {
        Json.in(claim, "metadata").withArray("finalizers").add(Deletions.IN_USE);
        if (!Json.has(claim, "spec.storageClassName")) {
            Json.in(claim, "spec").put("storageClassName", STORAGE_CLASS);
        }
    }

    private static void job(ObjectNode job) {
        if (Json.at(job, "spec.manualSelector").asBoolean(false)) {
            return;
        }
        var uid = Json.text(job, "metadata.uid");
        var labels = Json.in(job, "spec.template.metadata.labels");
        boolean given = Json.items(job, "metadata.managedFields").stream().anyMatch(entry -> Json.text(entry, "operation").equals("Apply")
                && Json.has(entry, "fieldsV1.f:metadata.f:labels"));
        boolean shared = !given && labels.equals(Json.at(job, "metadata.labels"));
        labels.put("controller-uid", uid).put("job-name", Json.text(job, "metadata.name"));
        labels.put("batch.kubernetes.io/controller-uid", uid).put("batch.kubernetes.io/job-name", Json.text(job, "metadata.name"));
        if (shared) {
            // labels that the job has got from its template are the same ones
            Json.in(job, "metadata").set("labels", labels.deepCopy());
        }
        Json.in(job, "spec.selector.matchLabels").put("batch.kubernetes.io/controller-uid", uid);
    }
}
