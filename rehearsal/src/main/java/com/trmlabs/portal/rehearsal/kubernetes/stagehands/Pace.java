package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import java.time.Duration;
import java.time.Instant;

/** How fast the play goes, told by how long a started container takes to become ready: 2 s is the speed of a real cluster. */
public record Pace(Duration ready) {

    private static final double REAL_MILLIS = 2000;

    /** The moment that a real cluster would reach after so many seconds. */
    Instant after(Instant start, double realSeconds) {
        return start.plus(duration(realSeconds));
    }

    Duration duration(double realSeconds) {
        return Duration.ofMillis(Math.max(1, Math.round(realSeconds * 1000 * ready.toMillis() / REAL_MILLIS)));
    }
}
