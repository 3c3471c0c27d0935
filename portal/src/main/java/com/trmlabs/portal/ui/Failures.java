package com.trmlabs.portal.ui;

import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ErrorHandler;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;

/** The last catch of the pages: a refusal is told in its own words, anything else gets a reference that stands in the log. */
final class Failures implements ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final RandomGenerator RANDOM = new SecureRandom();

    @Override
    public void error(ErrorEvent event) {
        String message = words(event.getThrowable());
        UI ui = UI.getCurrent();
        if (ui != null) {
            ui.access(() -> tell(message));
        }
    }

    /** For a person; unexpected faults are logged with the reference that the person sees. */
    static String words(Throwable thrown) {
        if (thrown instanceof Refusal || thrown instanceof NotFound) {
            return thrown.getMessage();
        }
        if (thrown instanceof AccessDeniedException) {
            return "Your roles do not allow this. Nothing changed.";
        }
        return "Something failed on our side, and it is unknown what of your last action took effect. Reload the page to see. Ref "
                + reference(thrown);
    }

    static String reference(Throwable thrown) {
        String reference = Integer.toString(RANDOM.nextInt(36 * 36 * 36 * 36), 36).toUpperCase(Locale.ROOT);
        LOG.error("Ref {}", reference, thrown);
        return reference;
    }

    private static void tell(String message) {
        Notification toast = new Notification();
        Button close = new Button("Close", click -> toast.close());
        Div content = new Div(Notice.failure(message), close);
        content.addClassName("toast");
        toast.add(content);
        toast.setPosition(Notification.Position.TOP_CENTER);
        toast.setAssertive(true);
        toast.open();
    }
}
