package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import java.util.Optional;

/** A line above every page, contributed as a bean: for example that this is a rehearsal, or that all runs are held. */
public interface Banner {

    /** Asked at every navigation; absent when there is nothing to say. */
    Optional<Component> line();
}
