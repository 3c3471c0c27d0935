package com.trmlabs.portal.ui;

import com.trmlabs.portal.kernel.Refusal;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import java.util.function.Consumer;

/** Asks for the reason of an act before it is done. A refusal is shown inside, and what was typed stays. */
public final class ReasonDialog extends Dialog {

    private final TextArea reason = new TextArea("Reason");
    private final Div refused = new Div();
    private final Consumer<String> act;

    /** @param meaning what the act does and what it leaves, in one or two sentences */
    public ReasonDialog(String title, String meaning, String verb, Consumer<String> act) {
        this.act = act;
        setHeaderTitle(title);
        setWidth("32rem");
        reason.setRequiredIndicatorVisible(true);
        reason.setMaxLength(1000);
        reason.setWidthFull();
        reason.setHelperText("It goes into the audit log.");
        reason.focus();
        add(new Paragraph(meaning), reason, refused);
        Button confirm = new Button(verb, click -> confirm());
        confirm.addThemeVariants(ButtonVariant.PRIMARY);
        confirm.addClickShortcut(Key.ENTER, KeyModifier.CONTROL);
        addAttachListener(attached -> attached.getUI().addBeforeLeaveListener(leave -> close()));
        getFooter().add(new Button("Back", click -> close()), confirm);
    }

    private void confirm() {
        refused.removeAll();
        reason.setInvalid(reason.getValue().isBlank());
        reason.setErrorMessage("Say why in a few words.");
        if (reason.isInvalid()) {
            reason.focus();
            return;
        }
        try {
            act.accept(reason.getValue().strip());
            close();
        } catch (Refusal refusal) {
            refused.add(Notice.failure(refusal.getMessage()));
        }
    }
}
