package com.trmlabs.portal.ui;

import com.trmlabs.portal.identity.PlainPage;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.View;

/** What a browser shows where an address that is no page, a download for example, cannot be answered. */
@Component("error")
class PlainErrorPage implements View {

    @Override
    public String getContentType() {
        return "text/html";
    }

    @Override
    public void render(@Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response) throws IOException {
        page(response.getStatus(), request).write(request, response);
    }

    private static PlainPage page(int status, HttpServletRequest request) {
        return switch (status) {
            case 403 -> page("Not for your role", "Your roles do not allow this. Nothing changed. Roles come from your groups at the identity"
                    + " provider; who manages them can add one.");
            case 404 -> page("Not found", "There is nothing at this address, or nothing that you may see. Nothing changed. Check the address.");
            default -> status < 500
                    ? page("Not understood", "The portal cannot answer this as it was asked (" + status + "). Nothing changed. Reload the page that you"
                            + " came from and try again.")
                    : page("Something failed", "Something failed on our side, and it is unknown what of it took effect. Try again; if it stays, name"
                            + " this reference to whoever runs the portal: Ref " + reference(request));
        };
    }

    private static PlainPage page(String title, String text) {
        return new PlainPage(title, text, "/", "My work");
    }

    private static String reference(HttpServletRequest request) {
        return Failures.reference(request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown ? thrown
                : new IllegalStateException("Answered without a reason: " + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)));
    }
}
