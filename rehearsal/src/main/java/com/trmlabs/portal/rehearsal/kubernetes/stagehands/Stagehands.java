package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays the rest of a cluster on one thread: after every change, and when a hand's time has come, all look at the scene again. */
public final class Stagehands implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stagehands.class);
    /** Faults come and go without a change of an object. */
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(1);

    private final Scene scene;
    private final List<Hand> hands;
    private final Clock clock;
    private final Semaphore changed = new Semaphore(1);
    private final Runnable unlisten;
    private final Thread thread;
    private volatile boolean stopped;

    public Stagehands(Scene scene, Clock clock) {
        this.scene = scene;
        this.clock = clock;
        var events = new Events(scene);
        hands = List.of(new Namespaces(scene), new Deployments(scene, events), new ReplicaSets(scene, events), new StatefulSets(scene, events),
                new Jobs(scene, events), new Claims(scene),
                new Scheduler(scene, events), new Kubelet(scene, events), new Autoscalers(scene, events), new Budgets(scene),
                new Addresses(scene, events), new Collector(scene), new CustomerAdmin(scene), new Patroni(scene), events);
        unlisten = scene.store().listen(change -> changed.release());
        thread = Thread.ofVirtual().name("stagehands").unstarted(this::work);
    }

    public void start() {
        thread.start();
    }

    private void work() {
        try {
            while (!stopped) {
                var now = clock.instant();
                var next = hands.stream().map(hand -> play(hand, now)).flatMap(Optional::stream).min(Instant::compareTo)
                        .orElse(Instant.MAX);
                var latest = now.plus(LOOK_AT_LEAST_EVERY);
                var wait = Duration.between(clock.instant(), next.isBefore(latest) ? next : latest);
                changed.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
                changed.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Alone, so that what a hand tells of an object is of the generation that it has seen. */
    private Optional<Instant> play(Hand hand, Instant now) {
        try {
            return scene.store().alone(() -> hand.play(now));
        } catch (RuntimeException e) {
            // one hand's mishap does not stop the play
            LOG.warn("{} could not go on", hand.getClass().getSimpleName(), e);
            return Optional.of(now.plus(LOOK_AT_LEAST_EVERY));
        }
    }

    @Override
    public void close() {
        unlisten.run();
        stopped = true;
        changed.release();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
