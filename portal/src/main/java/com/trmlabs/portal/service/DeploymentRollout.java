package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import java.util.List;
import java.util.Optional;

/** By the rules of {@code kubectl rollout status}; the signs are those of the pods of the newest revision. */
record DeploymentRollout(KubeObject deployment, Optional<KubeObject> replicaSet, Pods pods) implements Rollout {

    private static final String REVISION = "/metadata/annotations/deployment.kubernetes.io~1revision";

    static DeploymentRollout read(Connection read, KubeObject deployment) {
        Optional<KubeObject> newest = read.list("apps/v1", "ReplicaSet", deployment.ref().namespace(), Pods.selector(deployment)).stream()
                .filter(set -> set.text(REVISION).equals(deployment.text(REVISION)))
                .filter(set -> set.text("/metadata/ownerReferences/0/uid").equals(deployment.uid())).findFirst();
        return new DeploymentRollout(deployment, newest, newest.map(set -> set.text("/metadata/labels/pod-template-hash"))
                .map(hash -> Pods.of(read, deployment, ",pod-template-hash=" + hash)).orElse(new Pods(List.of())));
    }

    private boolean isObserved() {
        return deployment.at("/status/observedGeneration").asLong(0) >= deployment.generation();
    }

    private int wanted() {
        return deployment.at("/spec/replicas").asInt(1);
    }

    private int status(String field) {
        return deployment.at("/status/" + field).asInt(0);
    }

    @Override
    public String missing(int minimum) {
        if (!isObserved()) {
            return "waits until the controller has seen generation " + deployment.generation();
        }
        if (status("updatedReplicas") < wanted()) {
            return "%d of %d pods are of the new revision; %s".formatted(status("updatedReplicas"), wanted(), pods.slowest());
        }
        if (status("replicas") > status("updatedReplicas")) {
            return "%d old pods are ending".formatted(status("replicas") - status("updatedReplicas"));
        }
        if (status("availableReplicas") < status("updatedReplicas")) {
            return "%d of %d pods are ready; %s".formatted(status("availableReplicas"), status("updatedReplicas"), pods.slowest());
        }
        return wanted() < minimum ? "waits for the autoscaler to lift %d pods to %d".formatted(wanted(), minimum) : "";
    }

    @Override
    public Optional<Sign> sign() {
        return isObserved() ? pods.sign().or(this::quota) : Optional.empty();
    }

    private Optional<Sign> quota() {
        return replicaSet.flatMap(set -> set.at("/status/conditions").valueStream()
                .filter(condition -> condition.path("type").asString("").equals("ReplicaFailure") && condition.path("status").asString("").equals("True"))
                .map(condition -> new Sign("Pods cannot be made: " + condition.path("message").asString(""), false, Optional.of(set), "")).findFirst());
    }

    @Override
    public Optional<Sign> outOfTime() {
        return deployment.at("/status/conditions").valueStream()
                .filter(condition -> isObserved() && condition.path("reason").asString("").equals("ProgressDeadlineExceeded"))
                .map(condition -> new Sign("The rollout made no progress in time: " + pods.slowest(), true, pods.stuck(), firstContainer())).findFirst();
    }

    private String firstContainer() {
        return pods.stuck().map(pod -> pod.text("/spec/containers/0/name")).orElse("");
    }

    @Override
    public String done() {
        return "revision %s, generation %d observed, %d pods ready".formatted(deployment.text(REVISION), deployment.generation(), status("availableReplicas"));
    }
}
