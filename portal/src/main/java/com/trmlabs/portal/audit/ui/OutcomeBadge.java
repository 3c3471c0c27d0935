package com.trmlabs.portal.audit.ui;

import com.trmlabs.portal.audit.Outcome;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.icon.VaadinIcon;

final class OutcomeBadge {

    private OutcomeBadge() {}

    static StatusBadge of(Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> new StatusBadge(word(outcome), Tone.OFF, VaadinIcon.CHECK);
            case DENIED -> new StatusBadge(Status.DENIED);
            case FAILED -> new StatusBadge(Status.ERRORED);
        };
    }

    static String word(Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> "Allowed";
            case DENIED -> Status.DENIED.word();
            case FAILED -> Status.ERRORED.word();
        };
    }
}
