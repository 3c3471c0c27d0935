package com.trmlabs.portal.kubernetes;

import java.time.Duration;

/**
 * What one cluster may cost us, however ill or hostile it is. One call takes {@code turn} and twice {@code answer} at most, which
 * is less than the lease of a run.
 *
 * @param turn how long a call waits for its turn
 * @param answer time for an answer to begin, and as much again for its body
 * @param atOnce calls at a time
 * @param bytes size of one answer, and of all pages of a list together
 * @param page objects asked for at a time
 * @param objects objects of one list
 * @param pause longest pause that a cluster can ask for (Retry-After)
 * @param known how long the kinds that a server knows are remembered
 */
record Limits(Duration turn, Duration connect, Duration answer, int atOnce, int bytes, int page, int objects, Duration pause, Duration known) {

    static final Limits DEFAULT = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(6), 4, 32 << 20, 250, 10_000,
            Duration.ofMinutes(2), Duration.ofMinutes(1));
}
