package com.trmlabs.portal.ui;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A button that, while blocked, says why in text beside it. */
public final class ReasonedButton extends Div {

    private static final AtomicLong IDS = new AtomicLong();

    private final Button button;
    private final Span reason = new Span();

    public ReasonedButton(String text, Runnable action) {
        addClassName("reasoned");
        button = new Button(text, click -> action.run());
        reason.addClassName("reason");
        reason.setId("reason-" + IDS.incrementAndGet());
        add(button, reason);
        allow();
    }

    public ReasonedButton primary() {
        button.addThemeVariants(ButtonVariant.PRIMARY);
        return this;
    }

    /** Blocks it when there is a refusal, as the activity behind it words it; allows it else. */
    public ReasonedButton unless(Optional<String> refusal) {
        refusal.ifPresentOrElse(this::block, this::allow);
        return this;
    }

    public void block(String why) {
        button.setEnabled(false);
        button.getElement().setAttribute("aria-describedby", reason.getId().orElseThrow());
        reason.setText(why);
        reason.setVisible(true);
    }

    public void allow() {
        button.setEnabled(true);
        button.getElement().removeAttribute("aria-describedby");
        reason.setVisible(false);
    }

    public Button button() {
        return button;
    }
}
