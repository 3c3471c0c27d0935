package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.service.Rollout.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Follows a rollout to its end, and ends early when its pods show that it will not succeed. Writes nothing. */
@Component
class AwaitRollout implements StepHandler {

    /** How long a sign that might mend by itself has to stand; short of the 30 s in which a failure has to show. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofMinutes(15);
    /** What pods get to become ready in, once they have all their Secrets. */
    private static final Duration START = Duration.ofMinutes(5);
    /** Remembers under this key when a Secret was last missing. */
    private static final String LACKED = "lacked";
    private static final Duration LOOK = Duration.ofMillis(500);

    private final KubernetesClusters clusters;

    AwaitRollout(KubernetesClusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public String type() {
        return "kubernetes.rollout";
    }

    @Override
    public Outcome execute(Context context) {
        return new Outcome.Done("", context.memory());
    }

    @Override
    public Outcome verify(Context context) {
        ObjectRef ref = RemoveObject.ref(context.params().get("ref"));
        Connection read = clusters.connect(new ClusterName(context.params().get("cluster").asString()), CloudIdentity.READ);
        Optional<Rollout> rollout = Rollout.read(read, ref);
        if (rollout.isEmpty()) {
            return new Outcome.Failed(ref + " is gone: somebody has removed it meanwhile.", List.of());
        }
        String missing = rollout.get().missing(context.params().path("minReplicas").asInt(0));
        if (missing.isEmpty()) {
            return new Outcome.Done(rollout.get().done(), context.memory());
        }
        Optional<Sign> sign = rollout.get().sign();
        if (sign.isPresent()) {
            return judged(context, read, sign.get(), missing);
        }
        return timed(context, read, rollout.get(), missing);
    }

    private Outcome judged(Context context, Connection read, Sign sign, String missing) {
        ObjectNode memory = context.memory();
        Instant first = memory.has(SIGN) ? Instant.parse(memory.get(SIGN).asString()) : context.now();
        boolean stands = first.plus(PATIENCE).isBefore(context.now());
        if (sign.sure() || stands) {
            return new Outcome.Failed(sign.cause(), Pods.evidence(read, sign));
        }
        memory.put(SIGN, first.toString());
        return new Outcome.Again(LOOK, missing + ". " + sign.cause(), memory);
    }

    private Outcome timed(Context context, Connection read, Rollout rollout, String missing) {
        ObjectNode memory = context.memory();
        memory.remove(SIGN);
        Optional<String> secret = context.hasLasted(Duration.ofSeconds(10)) ? rollout.pods().missingSecret(read) : Optional.empty();
        if (context.hasLasted(LIMIT)) {
            return new Outcome.Failed(secret.map(name -> "Every new pod needs the %s, which was not there within %d minutes. Make it in the namespace, then propose the change again"
                    .formatted(name, LIMIT.toMinutes())).orElseGet(() -> "Not healthy after %d minutes: %s".formatted(LIMIT.toMinutes(), missing)), List.of());
        }
        if (secret.isPresent()) {
            memory.put(LACKED, context.now().toString());
            return new Outcome.Waiting("The new pods need the " + secret.get() + ", which is not there yet",
                    "the customer's admin, who makes it in the namespace; the service's README has the command",
                    Optional.of(context.begun().plus(LIMIT)), Duration.ofSeconds(2), memory);
        }
        return rollout.outOfTime().filter(sign -> !startsLate(context))
                .<Outcome>map(sign -> new Outcome.Failed(sign.cause(), Pods.evidence(read, sign)))
                .orElseGet(() -> new Outcome.Again(LOOK, missing, memory));
    }

    /** Kubernetes' own deadline went by while the pods waited for a Secret; it takes that back when the first of them is ready. */
    private static boolean startsLate(Context context) {
        String lacked = context.memory().path(LACKED).asString("");
        return !lacked.isEmpty() && Instant.parse(lacked).plus(START).isAfter(context.now());
    }
}
