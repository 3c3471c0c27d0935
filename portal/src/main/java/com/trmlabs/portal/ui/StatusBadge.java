package com.trmlabs.portal.ui;

import com.vaadin.flow.component.badge.Badge;
import com.vaadin.flow.component.icon.VaadinIcon;

/** A status as word, icon and colour, in this order of importance: it reads without the colour. */
public final class StatusBadge extends Badge {

    public StatusBadge(Status status) {
        this(status.word(), status.tone(), status.icon());
    }

    public StatusBadge(String word, Tone tone, VaadinIcon icon) {
        super(word, icon.create());
        addClassNames("status", tone.className());
    }

    public static StatusBadge of(Enum<?> status) {
        return new StatusBadge(Status.of(status));
    }
}
