package com.trmlabs.portal.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.router.Location;

/** Goes to a page by its address, parameters included: {@code changes/new?rollback=C-1042}. */
public final class Navigation {

    private Navigation() {}

    public static void open(String address) {
        Location location = new Location(address);
        UI.getCurrent().navigate(location.getPath(), location.getQueryParameters());
    }
}
