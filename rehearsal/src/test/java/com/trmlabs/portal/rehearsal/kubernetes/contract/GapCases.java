package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the portal does without, and so does the simulator: each is a known difference. */
final class GapCases {

    private static final String LONELY = """
            apiVersion: v1
            kind: Pod
            metadata: {name: lonely, namespace: NS}
            spec:
              containers: [{name: a, image: "localhost/pause:1"}]
              affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
                {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: nobody}}}]}}
            """;
    private static final String CLAIM = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: NS}
            spec: {storageClassName: no-such-class, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;
    private static final String CLAIMING = """
            apiVersion: v1
            kind: Pod
            metadata: {name: claiming, namespace: NS}
            spec:
              containers: [{name: a, image: "localhost/pause:1"}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            """;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: NS}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """;
    private static final String NO_SECRETIVE_CONFIG = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: NS}
            spec:
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NS}}
              validations: [{expression: "object.metadata.name != 'secretive'"}]
            """;
    private static final String ENFORCED = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: NS}
            spec: {policyName: NS, validationActions: [Deny]}
            """;

    private GapCases() {}

    static Stream<Case> all() {
        return Stream.of(new Case("gaps", GapCases::gaps), new Case("gaps-controllers", GapCases::controllers), new Case("gaps-admission", GapCases::admission));
    }

    private static void gaps(Play play) {
        var space = "/namespaces/" + play.namespace();
        play.create(WEB);
        play.note("strategic merge patch", play.send("PATCH", play.path(WEB) + "?fieldManager=x", "application/strategic-merge-patch+json",
                "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}").code());
        play.note("apply to status", play.send("PATCH", play.path(WEB) + "/status?fieldManager=x", "application/apply-patch+yaml",
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"status\":{}}").code());
        play.note("apply to scale", play.send("PATCH", play.path(WEB) + "/scale?fieldManager=x&force=true", "application/apply-patch+yaml",
                "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":2}}").code());
        play.note("endpoint slices", play.get("/apis/discovery.k8s.io/v1" + space + "/endpointslices").code());
        play.note("definitions", play.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions").code());
        play.note("openapi", play.get("/openapi/v3").code());
        play.note("account token", play.send("POST", "/api/v1" + space + "/serviceaccounts/default/token", "application/json",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":600}}").code());
        var pod = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: NS}, spec: {containers: [{name: a, image: \"localhost/pause:1\"}]}}";
        play.note("token volume", Json.items(play.create(pod, "dryRun=All").body(), "spec.volumes").size());
        play.note("web socket", play.opensWebSocket("/api/v1" + space + "/pods?watch=true"));
        play.note("wrong type", play.create(WEB.replace("replicas: 2", "replicas: two")).text("message"));
        play.note("volumes", play.get("/api/v1/persistentvolumes").code());
        play.note("volume classes", play.get("/apis/storage.k8s.io/v1/storageclasses").code());
    }

    private static void controllers(Play play) {
        play.create(LONELY);
        play.note("pod affinity", Json.objects(play.await(play.path(LONELY), answer -> !Json.objects(answer.body(), "status.conditions").isEmpty()).body(),
                "status.conditions").stream().filter(condition -> Json.text(condition, "type").equals("PodScheduled")).map(condition -> Json.text(condition, "status")).toList());
        play.create(CLAIM);
        play.create(CLAIMING);
        play.note("claim of an unknown class", settled(() -> play.live(CLAIM).text("status.phase"), "Bound"));
        play.create(SERVICE);
        play.note("endpoints", settled(() -> play.get("/api/v1/namespaces/" + play.namespace() + "/endpoints/web").code(), 200));
    }

    private static void admission(Play play) {
        try {
            play.create(NO_SECRETIVE_CONFIG);
            play.create(ENFORCED);
            play.note("policy", settled(() -> play.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: secretive, namespace: NS}}", "dryRun=All").code(), 422));
        } finally {
            play.delete(ENFORCED, "");
            play.delete(NO_SECRETIVE_CONFIG, "");
        }
    }

    /** What is awaited, or what was there last: some things a server begins to do when it has heard of what they hang on. */
    static <T> T settled(Supplier<T> look, T awaited) {
        var seen = look.get();
        for (int turn = 0; turn < 40 && !seen.equals(awaited); turn++) {
            Play.rest();
            seen = look.get();
        }
        return seen;
    }
}
