package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.UnorderedList;

/** Parts of a page that have an address each; the present one is marked. */
public final class TabLinks extends Nav {

    private final UnorderedList list = new UnorderedList();

    public TabLinks(String label) {
        addClassName("tab-links");
        getElement().setAttribute("aria-label", label);
        add(list);
    }

    public TabLinks tab(String name, String path, boolean present) {
        Anchor link = new Anchor(path, name);
        if (present) {
            link.getElement().setAttribute("aria-current", "page");
        }
        list.add(new ListItem(link));
        return this;
    }

    public void clear() {
        list.removeAll();
    }
}
