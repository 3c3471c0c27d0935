package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.PersonId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** Tells somebody at the door why they cannot come in and what to do; outside of the pages, which need a sign-in. */
@Component
class RefusedSignIn implements AuthenticationFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedSignIn.class);
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not signed in</title>
            <style>
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
            main { max-width: 36rem; margin: 15vh auto; padding: 0 1rem }
            </style>
            </head>
            <body><main>
            <h1>You are not signed in</h1>
            <p role="alert">%s</p>
            <p><a href="%s/sign-in-again">Sign in again</a></p>
            </main></body>
            </html>
            """;

    private final CurrentActor currentActor;
    private final Announcements announcements;

    RefusedSignIn(CurrentActor currentActor, Announcements announcements) {
        this.currentActor = currentActor;
        this.announcements = announcements;
    }

    @Override
    public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        LOG.warn("Sign-in refused: {}", failure.getMessage());
        String claimant = failure instanceof SignInRefused refused ? refused.claimant() : "unknown visitor";
        String why = failure instanceof SignInRefused ? String.valueOf(failure.getMessage())
                : "The sign-in could not be completed: it took too long, was used twice, or the identity provider cannot be reached."
                        + " Nothing changed. Try again; if it stays, tell an administrator of the portal.";
        var visitor = new Actor(new PersonId("unknown"), claimant, Actor.Kind.PERSON, SourceAddress.now());
        currentActor.as(visitor, () -> {
            announcements.publish(IdentityEvent.of("identity.sign-in-refused", claimant).because(why).asDenied());
            return true;
        });
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(MediaType.TEXT_HTML_VALUE + ";charset=UTF-8");
        response.getWriter().write(PAGE.formatted(HtmlUtils.htmlEscape(why), request.getContextPath()));
    }
}
