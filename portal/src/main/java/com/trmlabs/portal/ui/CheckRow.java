package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;

/** One check: verdict, what was checked, the cause in words, and below it what helps (a fix to copy, buttons). */
public final class CheckRow extends Div {

    private final Div body = new Div();

    public CheckRow(Status verdict, String title, String cause) {
        addClassName("check-row");
        getElement().setAttribute("role", "listitem");
        Span name = new Span(title);
        name.addClassName("strong");
        body.add(name);
        if (!cause.isBlank()) {
            body.add(new Paragraph(cause));
        }
        add(new StatusBadge(verdict), body);
    }

    public CheckRow with(Component... help) {
        body.add(help);
        return this;
    }
}
