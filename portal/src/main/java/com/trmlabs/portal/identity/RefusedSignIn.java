package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.PersonId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/** Tells somebody at the door why they cannot come in and what to do; outside of the pages, which need a sign-in. */
@Component
class RefusedSignIn implements AuthenticationFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedSignIn.class);
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
        new PlainPage("You are not signed in", why, "/sign-in-again", "Sign in again").write(request, response);
    }
}
