package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out one type of step. Both methods return soon, never sleep, and may be called again after a crash, on another
 * replica: {@code execute} must find out what it has already done, and not do it twice. Faults of the ports are thrown.
 */
public interface StepHandler {

    /** Remembers under this key since when something looks like a failure; forgotten when that time is not to count. */
    String SIGN = "sign";

    String type();

    /** Has its effect once, however often it is called. */
    Outcome execute(Context context);

    /** Whether the effect is there and well; called until it says so. */
    default Outcome verify(Context context) {
        return new Outcome.Done("", context.memory());
    }

    /**
     * @param memory what earlier calls for this step returned; kept over crashes
     * @param begun when the step began; time-outs count from it, so it is later by the time in which nobody looked
     * @param now the present moment
     * @param fence asked right before an effect
     */
    record Context(ChangeId change, ObjectNode params, ObjectNode memory, Instant begun, Instant now, Fence fence) {

        /** Whether the step has gone on for longer than that. */
        public boolean hasLasted(Duration limit) {
            return begun.plus(limit).isBefore(now);
        }
    }

    /** Guards against a runner that was frozen and wakes up after another has taken over. */
    @FunctionalInterface
    interface Fence {
        /** @throws LostLease when this runner may have no further effect */
        void check();
    }

    /** Another runner has taken over. */
    final class LostLease extends RuntimeException {
        public LostLease() {
            super("another runner has taken over");
        }
    }

    /** How a call ended. */
    sealed interface Outcome {
        /** @param did one sentence for the log; empty for none */
        record Done(String did, ObjectNode memory) implements Outcome {}

        /** Not yet: call again. */
        record Again(Duration after, String progress, ObjectNode memory) implements Outcome {}

        /** Somebody outside has to act. */
        record Waiting(String what, String who, Optional<Instant> until, Duration after, ObjectNode memory) implements Outcome {}

        /** We say no: a check did not pass. */
        record Failed(String cause, List<Evidence> evidence) implements Outcome {}
    }
}
