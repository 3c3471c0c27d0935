package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;

/** Something a page says above its content: what happened, what it means, what to do. */
public final class Notice extends Div {

    public Notice(Tone tone, VaadinIcon icon, String headline, Component... more) {
        addClassNames("notice", tone.className());
        Span strong = new Span(headline);
        strong.addClassName("strong");
        Div text = new Div(strong);
        text.add(more);
        text.addClassName("notice-text");
        add(icon.create(), text);
    }

    /** Something failed: red, and read aloud at once. */
    public static Notice failure(String headline, Component... more) {
        Notice notice = new Notice(Tone.BAD, VaadinIcon.CLOSE_CIRCLE, headline, more);
        notice.getElement().setAttribute("role", "alert");
        return notice;
    }
}
