package com.trmlabs.portal.identity;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Publishes what happens at the doors, where no activity and no signed-in thread is around it. */
@Component
class Announcements {

    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    Announcements(ApplicationEventPublisher events, TransactionTemplate transaction) {
        this.events = events;
        this.transaction = transaction;
    }

    /** In the name of somebody who is about to be, or was until now, in the security context. */
    void inTheNameOf(Authentication who, IdentityEvent event) {
        var before = SecurityContextHolder.getContext();
        SecurityContextHolder.setContext(new SecurityContextImpl(who));
        try {
            publish(event);
        } finally {
            SecurityContextHolder.setContext(before);
        }
    }

    void publish(IdentityEvent event) {
        transaction.executeWithoutResult(status -> events.publishEvent(event));
    }
}
