package com.trmlabs.portal.ui;

import com.trmlabs.portal.kernel.Fingerprint;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.popover.Popover;

/** What two people compare: four words and eight digits; all 256 bits, which code compares, on demand. */
public final class FingerprintChip extends Div {

    public FingerprintChip(Fingerprint fingerprint) {
        addClassName("fingerprint");
        Span words = new Span(words(fingerprint));
        words.addClassName("words");
        Button all = new Button("All 256 bits");
        all.addThemeVariants(ButtonVariant.TERTIARY);
        Popover popover = new Popover(
                new Paragraph("SHA-256 of the sealed plan. The portal compares all of it; people compare the four words."),
                new Code(groups(fingerprint.hex())));
        popover.setTarget(all);
        popover.setAriaLabel("The whole fingerprint");
        popover.setWidth("22rem");
        add(words, new Code(fingerprint.brief()), all, popover);
    }

    public static String words(Fingerprint fingerprint) {
        return PgpWords.of(fingerprint.hex().substring(0, 8));
    }

    private static String groups(String hex) {
        return hex.replaceAll("(.{4})(?!$)", "$1 ");
    }
}
