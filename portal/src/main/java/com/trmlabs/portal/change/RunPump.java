package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Keeps runs moving on this replica: comes again when the runner says so. What it forgets in a crash, any replica's
 * {@link Runs#advanceDue} finds again in the database.
 */
@Component
class RunPump implements Runs {

    private static final Logger LOG = LoggerFactory.getLogger(RunPump.class);
    /** Beyond this the database's due list is soon enough. */
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final int AT_A_TIME = 16;

    private final ChangeRunner runner;
    private final ChangeStore changes;
    private final Clock clock;
    /** With whether something has happened to it since it was last looked at. */
    private final Map<ChangeId, Boolean> moving = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, Thread.ofVirtual().name("run-timer").factory());

    RunPump(ChangeRunner runner, ChangeStore changes, Clock clock) {
        this.runner = runner;
        this.changes = changes;
        this.clock = clock;
    }

    /** A replica that was killed goes on with its runs as soon as it is back. */
    @EventListener(ApplicationReadyEvent.class)
    void goOn() {
        advanceDue();
    }

    @Override
    public void advanceDue() {
        changes.due(clock.instant()).forEach(number -> move(new ChangeId(number)));
    }

    /** Approved, resumed, retried: no need to wait for the next look at the database. */
    @TransactionalEventListener(fallbackExecution = true)
    void on(ChangeProgressed progress) {
        if (moving.replace(progress.change(), true) == null) {
            move(progress.change());
        }
    }

    private void move(ChangeId change) {
        if (moving.putIfAbsent(change, false) == null) {
            after(change, Duration.ZERO);
        }
    }

    private void after(ChangeId change, Duration delay) {
        if (timer.isShutdown()) {
            return;
        }
        timer.schedule(() -> Thread.ofVirtual().name("run " + change).start(() -> once(change)), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void once(ChangeId change) {
        moving.replace(change, false);
        boolean settled = false;
        try {
            settled = settled(change, look(change));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("{} did not get further; it is tried again", change, fault);
        } finally {
            if (!settled) {
                moving.remove(change);
            }
        }
    }

    private Optional<Duration> look(ChangeId change) throws InterruptedException {
        places.acquire();
        try {
            return runner.advance(change);
        } finally {
            places.release();
        }
    }

    /** Whether it was left already, or is come back to. A look that says when to come again has told of itself, so that is no news. */
    private boolean settled(ChangeId change, Optional<Duration> again) {
        if (again.isEmpty() && moving.remove(change, false)) {
            return true;
        }
        Duration delay = again.orElse(Duration.ZERO);
        if (delay.compareTo(LONGEST) > 0) {
            return false;
        }
        after(change, delay);
        return true;
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
