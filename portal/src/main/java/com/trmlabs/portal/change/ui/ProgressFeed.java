package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeProgressed;
import com.trmlabs.portal.kernel.ChangeId;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.shared.Registration;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Tells open pages that a change is different now, at most once a second each. What happens on another replica is not heard
 * here, so every page is also told every few seconds.
 */
@Component
class ProgressFeed {

    private static final long APART_MS = 1_000;
    private static final long ANYWAY_MS = 5_000;

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("progress-feed").factory());

    ProgressFeed() {
        timer.scheduleWithFixedDelay(() -> listeners.forEach(Listener::tell), ANYWAY_MS, ANYWAY_MS, TimeUnit.MILLISECONDS);
    }

    /** Runs {@code refresh} in the page, under its lock, until the registration is removed. */
    Registration listen(ChangeId change, UI page, Command refresh) {
        Listener listener = new Listener(change, page, refresh);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ChangeProgressed progress) {
        listeners.stream().filter(listener -> listener.change.equals(progress.change())).forEach(Listener::tell);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    private final class Listener {

        private final ChangeId change;
        private final UI page;
        private final Command refresh;
        private final AtomicBoolean told = new AtomicBoolean();

        private Listener(ChangeId change, UI page, Command refresh) {
            this.change = change;
            this.page = page;
            this.refresh = refresh;
        }

        private void tell() {
            if (told.compareAndSet(false, true)) {
                timer.schedule(this::push, APART_MS, TimeUnit.MILLISECONDS);
            }
        }

        private void push() {
            told.set(false);
            try {
                page.access(refresh);
            } catch (UIDetachedException closed) {
                listeners.remove(this);
            }
        }
    }
}
