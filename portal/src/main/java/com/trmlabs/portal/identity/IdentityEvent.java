package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.DomainEvent;
import java.util.Map;
import java.util.Optional;

/** Something about who is in and who is not. */
record IdentityEvent(String action, String subject, Optional<String> reason, Map<String, ?> before, Map<String, ?> after, boolean denied)
        implements DomainEvent {

    static IdentityEvent of(String action, String subject) {
        return new IdentityEvent(action, subject, Optional.empty(), Map.of(), Map.of(), false);
    }

    IdentityEvent because(String why) {
        return new IdentityEvent(action, subject, Optional.of(why), before, after, denied);
    }

    IdentityEvent changing(Map<String, ?> from, Map<String, ?> to) {
        return new IdentityEvent(action, subject, reason, from, to, denied);
    }

    IdentityEvent asDenied() {
        return new IdentityEvent(action, subject, reason, before, after, true);
    }
}
