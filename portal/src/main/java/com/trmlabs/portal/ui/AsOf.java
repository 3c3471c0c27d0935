package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a remote status was read. Says by itself, without a reload, when that grows late and then unknown. */
public final class AsOf extends Span {

    private static final Duration LATE = Duration.ofMinutes(2);
    private static final Duration UNKNOWN = Duration.ofMinutes(10);

    /** A status that is read every minute or so. @param at absent when it never was read */
    public AsOf(@Nullable Instant at) {
        this(at, LATE, UNKNOWN);
    }

    /** A status that is read more rarely: {@code late} and {@code unknown} say from which age it counts for less. */
    public AsOf(@Nullable Instant at, Duration late, Duration unknown) {
        addClassName("as-of");
        if (at == null) {
            setText("never read");
            return;
        }
        getElement().appendChild(new Element("time")
                .setAttribute("datetime", at.toString())
                .setAttribute("title", Times.utc(at))
                .setText("as of " + Times.full(at)));
        getElement().appendChild(Moment.ago(at)
                .setAttribute("late-after", String.valueOf(late.toSeconds()))
                .setAttribute("unknown-after", String.valueOf(unknown.toSeconds())));
    }
}
