package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import java.util.concurrent.atomic.AtomicLong;

/** A titled part of a page, with room for buttons at the title. */
public final class SectionCard extends Section {

    private static final AtomicLong IDS = new AtomicLong();

    private final Div head;

    public SectionCard(String title, Component... content) {
        addClassName("card");
        H2 heading = new H2(title);
        heading.setId("section-" + IDS.incrementAndGet());
        getElement().setAttribute("aria-labelledby", heading.getId().orElseThrow());
        head = new Div(heading);
        head.addClassName("card-head");
        add(head);
        add(content);
    }

    public SectionCard actions(Component... actions) {
        Div right = new Div(actions);
        right.addClassName("actions");
        head.add(right);
        return this;
    }
}
