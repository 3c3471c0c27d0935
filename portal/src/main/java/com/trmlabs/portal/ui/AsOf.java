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

    /** @param at absent when it never was read */
    public AsOf(@Nullable Instant at) {
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
                .setAttribute("late-after", String.valueOf(LATE.toSeconds()))
                .setAttribute("unknown-after", String.valueOf(UNKNOWN.toSeconds())));
    }
}
