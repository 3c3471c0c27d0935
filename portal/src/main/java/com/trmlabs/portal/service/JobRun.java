package com.trmlabs.portal.service;

import com.trmlabs.portal.change.KubeObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Something that runs once to its end, and may be tried several times until it succeeds. */
record JobRun(KubeObject job, List<KubeObject> tries) implements Rollout {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final int MOST_SHOWN = 500;

    private Optional<JsonNode> condition(String type) {
        return job.at("/status/conditions").valueStream()
                .filter(condition -> condition.path("type").asString("").equals(type) && condition.path("status").asString("").equals("True")).findFirst();
    }

    @Override
    public Pods pods() {
        return new Pods(tries.stream().filter(pod -> !ENDED.contains(pod.text("/status/phase"))).toList());
    }

    @Override
    public String missing(int minimum) {
        if (condition("Complete").isPresent()) {
            return "";
        }
        int failed = job.at("/status/failed").asInt(0);
        return "runs%s; %s".formatted(failed > 0 ? ", after %d failed tries".formatted(failed) : "", pods().slowest());
    }

    @Override
    public Optional<Sign> sign() {
        return condition("Failed").map(failure -> new Sign("%s has failed: %s".formatted(job.ref(), lastWords().orElse(failure.path("message").asString(""))),
                true, newest(), newest().map(pod -> pod.text("/spec/containers/0/name")).orElse(""))).or(() -> pods().sign());
    }

    @Override
    public String done() {
        return lastWords().orElse("has ended");
    }

    private Optional<KubeObject> newest() {
        return tries.stream().max(Comparator.comparing(pod -> pod.text("/metadata/creationTimestamp")));
    }

    /** The result that the last try has left, as its termination message. */
    private Optional<String> lastWords() {
        return newest().map(pod -> pod.text("/status/containerStatuses/0/state/terminated/message").strip())
                .filter(message -> !message.isEmpty()).map(message -> message.substring(0, Math.min(MOST_SHOWN, message.length())));
    }
}
