package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import java.time.Instant;
import java.util.function.BiConsumer;

/** Asks until when and why a check counts as passed. A refusal is shown inside, and what was typed stays. */
final class WaiveDialog extends Dialog {

    private final DatePicker until = new DatePicker("Until the end of");
    private final TextArea reason = new TextArea("Reason");
    private final Div refused = new Div();
    private final BiConsumer<Instant, String> act;

    WaiveDialog(String check, BiConsumer<Instant, String> act) {
        this.act = act;
        setHeaderTitle("Waive: " + check);
        setWidth("32rem");
        until.setRequiredIndicatorVisible(true);
        until.setHelperText("In your zone, " + Times.zone().getId() + "; a year from now at most");
        reason.setRequiredIndicatorVisible(true);
        reason.setHelperText("It goes into the audit log.");
        reason.setWidthFull();
        add(new Paragraph("The check goes on failing, but no longer stops the onboarding. After the date it does again."), until, reason, refused);
        Button waive = new Button("Waive", click -> waive());
        waive.addThemeVariants(ButtonVariant.PRIMARY);
        waive.addClickShortcut(Key.ENTER, KeyModifier.CONTROL);
        getFooter().add(new Button("Back", click -> close()), waive);
    }

    private void waive() {
        refused.removeAll();
        if (until.isEmpty()) {
            until.setInvalid(true);
            until.setErrorMessage("Choose a day.");
            until.focus();
            return;
        }
        try {
            act.accept(until.getValue().plusDays(1).atStartOfDay(Times.zone()).toInstant(), reason.getValue());
            close();
        } catch (Refusal no) {
            refused.add(Notice.failure(no.getMessage()));
        }
    }
}
