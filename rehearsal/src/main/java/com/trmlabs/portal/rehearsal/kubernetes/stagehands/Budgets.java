package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.Labels;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Counts how many pods a PodDisruptionBudget lets go. */
final class Budgets implements Hand {

    private final Scene scene;

    Budgets(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        scene.all("PodDisruptionBudget").forEach(budget -> count(budget, now));
        return Optional.empty();
    }

    private void count(ObjectNode budget, Instant now) {
        var pods = scene.in(Scene.namespace(budget), "Pod").stream()
                .filter(pod -> Labels.match(Json.at(budget, "spec.selector"), Json.at(pod, "metadata.labels")) && !ReplicaSets.ended(pod))
                .toList();
        int expected = pods.size();
        int healthy = (int) pods.stream().filter(pod -> Conditions.isTrue(pod, "Ready") && !Scene.ending(pod)).count();
        int needed = Json.has(budget, "spec.minAvailable")
                ? Rollout.count(Json.at(budget, "spec.minAvailable"), expected, true)
                : Math.max(0, expected - Rollout.count(Json.at(budget, "spec.maxUnavailable"), expected, true));
        int allowed = expected == 0 ? 0 : Math.max(0, healthy - needed);
        scene.status(budget, Scene.CONTROLLERS, current -> {
            Json.in(current, "status").put("expectedPods", expected).put("currentHealthy", healthy).put("desiredHealthy", needed)
                    .put("disruptionsAllowed", allowed).put("observedGeneration", Json.number(current, "metadata.generation"));
            Conditions.set(current, "DisruptionAllowed", allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now)
                    .put("message", "").put("observedGeneration", Json.number(current, "metadata.generation"));
        });
    }
}
