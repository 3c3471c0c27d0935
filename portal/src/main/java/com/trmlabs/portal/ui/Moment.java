package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.shared.Tooltip;
import com.vaadin.flow.dom.Element;
import java.time.Instant;

/** A point in time with zone and, beside it, how long ago or ahead; UTC on focus. Turns by itself in the browser. */
public final class Moment extends Span {

    public Moment(Instant at) {
        addClassName("moment");
        Element time = new Element("time").setAttribute("datetime", at.toString()).setText(Times.full(at));
        getElement().appendChild(time, ago(at));
        getElement().setAttribute("tabindex", "0");
        Tooltip.forComponent(this).withText(Times.utc(at));
    }

    /** Only how long ago or ahead, for rows: {@code 2 min ago}. */
    static Element ago(Instant at) {
        return new Element("time-ago").setAttribute("at", at.toString());
    }
}
