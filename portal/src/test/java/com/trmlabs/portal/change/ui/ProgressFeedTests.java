package com.trmlabs.portal.change.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.change.ChangeProgressed;
import com.trmlabs.portal.kernel.ChangeId;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.shared.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressFeedTests {

    private final ProgressFeed feed = new ProgressFeed();
    private final AtomicInteger refreshes = new AtomicInteger();
    /** A page that runs commands at once; what a real one does under its lock is Vaadin's. */
    private final UI page = new UI() {
        @Override
        public Future<Void> access(Command command) {
            command.execute();
            return CompletableFuture.completedFuture(null);
        }
    };

    @AfterEach
    void stop() {
        feed.stop();
    }

    @Test
    void drawsManyEventsTogether() {
        feed.listen(new ChangeId(1), page, refreshes::incrementAndGet);
        for (int i = 0; i < 100; i++) {
            feed.on(new ChangeProgressed(new ChangeId(1)));
        }
        await().until(() -> refreshes.get() > 0);
        assertThat(refreshes).hasValue(1);
    }

    @Test
    void tellsOnlyPagesOfThatChangeUntilTheyAreLeft() {
        AtomicInteger others = new AtomicInteger();
        feed.listen(new ChangeId(2), page, others::incrementAndGet);
        Registration left = feed.listen(new ChangeId(1), page, others::incrementAndGet);
        left.remove();
        feed.listen(new ChangeId(1), page, refreshes::incrementAndGet);
        feed.on(new ChangeProgressed(new ChangeId(1)));
        await().until(() -> refreshes.get() > 0);
        assertThat(others).hasValue(0);
    }
}
