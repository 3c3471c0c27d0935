package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Span;

/** Facts as pairs of name and value. */
public final class FactList extends DescriptionList {

    public FactList() {
        addClassName("facts");
    }

    public FactList fact(String name, String value) {
        return fact(name, new Span(value));
    }

    public FactList fact(String name, Component value) {
        add(new Term(name), new Description(value));
        return this;
    }
}
