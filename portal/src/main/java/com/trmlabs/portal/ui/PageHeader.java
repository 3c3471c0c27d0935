package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.OrderedList;

/** The top of a page: where it lies, its name, its status, and what can be done here. */
public final class PageHeader extends Div {

    private final OrderedList crumbs = new OrderedList();
    private final Nav way = new Nav(crumbs);
    private final H1 title = new H1();
    private final Div line = new Div(title);

    public PageHeader(String title) {
        addClassName("page-header");
        way.addClassName("crumbs");
        way.getElement().setAttribute("aria-label", "Breadcrumb");
        way.setVisible(false);
        line.addClassName("title-line");
        this.title.setText(title);
        add(way, line);
    }

    /** Adds the page above; the outermost first. */
    public PageHeader under(String name, String path) {
        crumbs.add(new ListItem(new Anchor(path, name)));
        way.setVisible(true);
        return this;
    }

    public PageHeader status(Component... status) {
        line.add(status);
        return this;
    }

    public PageHeader actions(Component... actions) {
        Div right = new Div(actions);
        right.addClassName("actions");
        line.add(right);
        return this;
    }
}
