package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static com.trmlabs.portal.rehearsal.kubernetes.contract.Objects.WEB;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** What the portal does without, and so does the simulator: each is a known difference. */
final class GapCases {

    private GapCases() {}

    static Stream<Case> all() {
        return Stream.of(new Case("gaps", GapCases::gaps));
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
        play.merge("{apiVersion: v1, kind: Namespace, metadata: {name: NS}}", "{metadata: {labels: {pod-security.kubernetes.io/enforce: restricted}}}", "x");
        play.note("pod security", settled(() -> play.create(pod, "dryRun=All").code(), 403));
    }

    /** The code awaited, or the last one: what a server refuses by a namespace's labels, it refuses when it has heard of them. */
    private static int settled(IntSupplier call, int awaited) {
        int code = call.getAsInt();
        for (int turn = 0; turn < 20 && code != awaited; turn++) {
            Play.rest();
            code = call.getAsInt();
        }
        return code;
    }
}
