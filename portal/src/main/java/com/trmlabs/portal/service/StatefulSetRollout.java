package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import java.util.List;
import java.util.Optional;

/**
 * By the rules of {@code kubectl rollout status}; where pods are replaced only when somebody deletes them (OnDelete), those of an
 * earlier revision count as long as they are ready: a change of their own replaces them.
 *
 * @param failures why pods cannot be made, as the controller's events say
 */
record StatefulSetRollout(KubeObject set, Pods pods, List<KubeObject> failures) implements Rollout {

    /** Empty where events may not be read. */
    static List<KubeObject> failures(Connection read, KubeObject set) {
        try {
            return read.events(set.text("/metadata/namespace"), set.uid()).stream().filter(event -> event.text("/reason").equals("FailedCreate")).toList();
        } catch (KubernetesFault.Refused refused) {
            return List.of();
        }
    }

    private int wanted() {
        return set.at("/spec/replicas").asInt(1);
    }

    private int status(String field) {
        return set.at("/status/" + field).asInt(0);
    }

    private boolean isObserved() {
        return set.at("/status/observedGeneration").asLong(0) >= set.generation();
    }

    private boolean replacesItsPods() {
        return !set.text("/spec/updateStrategy/type").equals("OnDelete");
    }

    private int outdated() {
        return status("replicas") - status("updatedReplicas");
    }

    @Override
    public String missing(int minimum) {
        if (!isObserved()) {
            return "waits until the controller has seen generation " + set.generation();
        }
        if (status("availableReplicas") < wanted()) {
            return "%d of %d pods are ready; %s".formatted(status("availableReplicas"), wanted(), pods.slowest());
        }
        return replacesItsPods() && outdated() > 0 ? "%d pods are of an earlier revision; %s".formatted(outdated(), pods.slowest()) : "";
    }

    @Override
    public Optional<Sign> sign() {
        if (!isObserved()) {
            return Optional.empty();
        }
        boolean misses = status("replicas") < wanted();
        return pods.sign().or(() -> failures.stream().filter(event -> misses).reduce((earlier, later) -> later)
                .map(event -> new Sign("Pods cannot be made: " + event.text("/message"), false, Optional.of(set), "")));
    }

    @Override
    public String done() {
        return "revision %s, generation %d observed, %d pods ready%s".formatted(set.text("/status/updateRevision"), set.generation(),
                status("availableReplicas"), outdated() > 0 ? ", %d of an earlier revision until they are replaced".formatted(outdated()) : "");
    }
}
