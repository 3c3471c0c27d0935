package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.concurrent.DelegatingSecurityContextExecutor;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Asks in the background for what a part of a page shows, when it opens and again while it stays open: what answers slowly keeps
 * no page waiting. Answers arrive by push, under the page's lock. A question that fails unexpectedly is not asked again.
 */
public final class Reading<T> {

    /** Seconds from an answer to the next question. */
    private static final int APART = 15;
    private static final Executor READERS = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reading-", 0).factory());

    private final Supplier<T> question;
    private final Consumer<T> answer;
    /** What part of the page is asked for; another one each time that it is attached, none while it is not. */
    private @Nullable Object opened;

    private Reading(Supplier<T> question, Consumer<T> answer) {
        this.question = question;
        this.answer = answer;
    }

    /** @param question asked with the rights of whoever looks, outside of the page's lock */
    public static <T> void whileOpen(Component part, Supplier<T> question, Consumer<T> answer) {
        Reading<T> reading = new Reading<>(question, answer);
        part.addAttachListener(attached -> reading.begin(attached.getUI()));
        part.addDetachListener(detached -> reading.opened = null);
    }

    private void begin(UI page) {
        Object turn = new Object();
        opened = turn;
        Executor readers = new DelegatingSecurityContextExecutor(READERS, SecurityContextHolder.getContext());
        ask(page, turn, readers, readers);
    }

    private void ask(UI page, Object turn, Executor now, Executor readers) {
        CompletableFuture.supplyAsync(question, now).whenComplete((found, fault) -> {
            try {
                page.access(() -> take(found, fault, page, turn, readers));
            } catch (UIDetachedException closed) {
                // nobody looks any more
            }
        });
    }

    private void take(T found, @Nullable Throwable fault, UI page, Object turn, Executor readers) {
        if (opened != turn) {
            return;
        }
        if (fault != null) {
            throw new CompletionException(fault);
        }
        answer.accept(found);
        ask(page, turn, CompletableFuture.delayedExecutor(APART, TimeUnit.SECONDS, readers), readers);
    }
}
