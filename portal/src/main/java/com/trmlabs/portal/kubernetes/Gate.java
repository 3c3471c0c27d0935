package com.trmlabs.portal.kubernetes;

import com.trmlabs.portal.change.spi.KubernetesFault.Unreachable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets a few calls at a time through to one cluster, and none while the cluster has asked for a pause. */
final class Gate {

    private final String cluster;
    private final Limits limits;
    private final Clock clock;
    private final Semaphore places;
    private volatile Instant closedUntil = Instant.MIN;

    Gate(String cluster, Limits limits, Clock clock) {
        this.cluster = cluster;
        this.limits = limits;
        this.clock = clock;
        this.places = new Semaphore(limits.atOnce(), true);
    }

    <T> T pass(Supplier<T> call) {
        enter();
        try {
            refuseWhileClosed();
            return call.get();
        } finally {
            places.release();
        }
    }

    /** The cluster wants to be left alone for a while. */
    void close(Duration asked) {
        var pause = asked.compareTo(limits.pause()) > 0 ? limits.pause() : asked;
        closedUntil = clock.instant().plus(pause);
    }

    private void refuseWhileClosed() {
        var now = clock.instant();
        if (now.isBefore(closedUntil)) {
            throw new Unreachable("The cluster " + cluster + " is overloaded and asked to be left alone for "
                    + (Duration.between(now, closedUntil).toSeconds() + 1) + " s more.", null);
        }
    }

    private void enter() {
        try {
            if (!places.tryAcquire(limits.turn().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unreachable("The cluster " + cluster + " still works on " + limits.atOnce() + " other calls of ours.", null);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unreachable("The call to the cluster " + cluster + " was interrupted before it began.", stopped);
        }
    }
}
