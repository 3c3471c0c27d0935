package com.trmlabs.portal.identity;

import org.springframework.stereotype.Component;

/** Keeps in the record who tried to open a page that is not for their roles. */
@Component
public class DeniedPages {

    private final Announcements announcements;

    DeniedPages(Announcements announcements) {
        this.announcements = announcements;
    }

    public void record(String path) {
        announcements.publish(IdentityEvent.of("identity.page-denied", "/" + path).because("The page is not for the roles held").asDenied());
    }
}
