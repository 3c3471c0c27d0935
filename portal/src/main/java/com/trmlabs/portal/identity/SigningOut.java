package com.trmlabs.portal.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.stereotype.Component;

/** Records who left. */
@Component
class SigningOut implements LogoutHandler {

    private final Announcements announcements;

    SigningOut(Announcements announcements) {
        this.announcements = announcements;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        if (authentication != null && authentication.getPrincipal() instanceof SignedInPerson person) {
            announcements.inTheNameOf(authentication, IdentityEvent.of("identity.sign-out", person.actor().name()));
        }
    }
}
