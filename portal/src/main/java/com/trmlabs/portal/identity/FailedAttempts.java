package com.trmlabs.portal.identity;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Counts wrong tokens per source address and minute. The number of counters is fixed: however many addresses come, memory stays
 * and no counter is pushed out; two addresses may share one.
 */
@Component
class FailedAttempts {

    private static final int COUNTERS = 4_096;
    private static final int LIMIT = 20;

    private final Clock clock;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(COUNTERS);
    private final AtomicLong minute = new AtomicLong();

    FailedAttempts(Clock clock) {
        this.clock = clock;
    }

    boolean tooMany(String address) {
        turn();
        return counts.get(slot(address)) >= LIMIT;
    }

    /** Counts one; answers whether it is worth a line in the record: the first of a minute is, and the one that closes the door. */
    boolean failed(String address) {
        turn();
        int count = counts.incrementAndGet(slot(address));
        return count == 1 || count == LIMIT;
    }

    private void turn() {
        long now = clock.instant().getEpochSecond() / 60;
        if (minute.getAndSet(now) != now) {
            for (int i = 0; i < COUNTERS; i++) {
                counts.set(i, 0);
            }
        }
    }

    private static int slot(String address) {
        return Math.floorMod(address.hashCode(), COUNTERS);
    }
}
