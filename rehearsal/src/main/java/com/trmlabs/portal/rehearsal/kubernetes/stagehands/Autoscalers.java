package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import static com.trmlabs.portal.rehearsal.kubernetes.stagehands.Scene.CONTROLLERS;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps Deployments within the bounds of their HorizontalPodAutoscaler. There is no load to follow: within them nothing moves. */
final class Autoscalers implements Hand {

    private static final String COMPONENT = "horizontal-pod-autoscaler";

    private final Scene scene;
    private final Events events;

    Autoscalers(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        scene.led("HorizontalPodAutoscaler").forEach(scaler -> play(scaler, now));
        return Optional.empty();
    }

    private void play(ObjectNode scaler, Instant now) {
        var name = Json.text(scaler, "spec.scaleTargetRef.name");
        var target = Json.text(scaler, "spec.scaleTargetRef.kind").equals("Deployment")
                ? scene.get("Deployment", Scene.namespace(scaler), name)
                : Optional.<ObjectNode>empty();
        target.ifPresentOrElse(deployment -> bound(scaler, deployment, now), () -> scene.status(scaler, CONTROLLERS, current ->
                Conditions.set(current, "AbleToScale", false, "FailedGetScale",
                        "the HPA controller was unable to get the target's current scale: deployments.apps \"" + name + "\" not found", now)));
    }

    private void bound(ObjectNode scaler, ObjectNode deployment, Instant now) {
        int least = Json.number(scaler, "spec.minReplicas");
        int most = Json.number(scaler, "spec.maxReplicas");
        int replicas = Json.number(deployment, "spec.replicas");
        int desired = replicas == 0 ? 0 : Math.clamp(replicas, least, Math.max(least, most));
        if (desired != replicas) {
            scene.scale(deployment, desired);
            var bound = desired > replicas ? "below Spec.MinReplicas" : "above Spec.MaxReplicas";
            events.normal(scaler, COMPONENT, "SuccessfulRescale", "New size: " + desired + "; reason: Current number of replicas " + bound, now);
        }
        scene.status(scaler, CONTROLLERS, current -> {
            var status = Json.in(current, "status").put("desiredReplicas", desired);
            status.put("currentReplicas", Json.number(deployment, "status.replicas"));
            if (desired != replicas) {
                status.put("lastScaleTime", Conditions.text(now));
            }
            Conditions.set(current, "AbleToScale", true, "ReadyForNewScale", "recommended size matches current size", now);
        });
    }
}
