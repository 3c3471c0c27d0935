package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why nothing happens just now: what is waited for, who has to act, until when. */
public final class WaitingReason extends Div {

    /** @param what a thing, or a whole sentence; {@code until} is absent when nothing ends the waiting by itself */
    public WaitingReason(String what, String who, @Nullable Instant until) {
        addClassNames("notice", Tone.WAIT.className());
        Div text = new Div(strong("Waiting: " + what), part("Who acts: " + who));
        if (until != null) {
            Span limit = new Span("Until ");
            limit.add(new Moment(until));
            text.add(limit);
        }
        text.addClassName("notice-text");
        add(VaadinIcon.HOURGLASS.create(), text);
    }

    private static Span strong(String text) {
        Span span = part(text);
        span.addClassName("strong");
        return span;
    }

    private static Span part(String text) {
        return new Span(text);
    }
}
