package com.trmlabs.portal.identity;

import org.springframework.stereotype.Component;

/** Keeps in the record who tried to open a page, or to call an address, that is not for their roles or scopes. */
@Component
public class DeniedPages {

    private final Announcements announcements;

    DeniedPages(Announcements announcements) {
        this.announcements = announcements;
    }

    public void record(String path) {
        announcements.publish(IdentityEvent.of("identity.page-denied", path).because("Not for the roles or scopes held").asDenied());
    }
}
