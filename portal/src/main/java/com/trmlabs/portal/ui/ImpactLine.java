package com.trmlabs.portal.ui;

import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;

/** What users will notice, in one sentence that names its source: a rule, n measured runs, or "no data yet". */
public final class ImpactLine extends Span {

    public ImpactLine(String sentence) {
        addClassName("impact");
        add(VaadinIcon.USERS.create(), new Span(sentence));
    }
}
