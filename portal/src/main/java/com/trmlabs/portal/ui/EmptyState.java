package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;

/** Nothing here: what would stand here, why there is none, and at most one thing to do about it. */
public final class EmptyState extends Div {

    public EmptyState(String what, String why) {
        addClassName("empty");
        Paragraph headline = new Paragraph(what);
        headline.addClassName("strong");
        add(headline, new Paragraph(why));
    }

    public EmptyState(String what, String why, Component action) {
        this(what, why);
        add(action);
    }
}
