package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.server.Command;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReadingTests {

    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch taken = new CountDownLatch(1);
    private final Div part = new Div();
    /** A page that runs commands at once; what a real one does under its lock is Vaadin's. */
    private final UI page = new UI() {
        @Override
        public Future<Void> access(Command command) {
            try {
                command.execute();
            } catch (CompletionException fault) {
                faults.add(fault.getCause());
            }
            taken.countDown();
            return CompletableFuture.completedFuture(null);
        }
    };

    @Test
    void keepsNoPageWaiting() {
        Reading.whileOpen(part, this::slowly, answers::add);
        page.add(part);
        assertThat(answers).as("the page stands before the answer is there").isEmpty();
        answered.countDown();
        await().untilAsserted(() -> assertThat(answers).containsExactly("three members"));
    }

    @Test
    void dropsTheAnswerWhenThePartIsLeft() {
        Reading.whileOpen(part, this::slowly, answers::add);
        page.add(part);
        page.remove(part);
        answered.countDown();
        await().until(() -> taken.getCount() == 0);
        assertThat(answers).isEmpty();
    }

    @Test
    void handsAnUnexpectedFaultToThePage() {
        Reading.whileOpen(part, () -> {
            throw new IllegalStateException("broken");
        }, answer -> answers.add("none"));
        page.add(part);
        await().untilAsserted(() -> assertThat(faults).singleElement().satisfies(fault -> assertThat(fault).hasMessageContaining("broken")));
        assertThat(answers).isEmpty();
    }

    private String slowly() {
        try {
            answered.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return "three members";
    }
}
