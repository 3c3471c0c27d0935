package com.trmlabs.portal.rehearsal.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One account of the identity provider.
 *
 * @param subject what never changes about it
 * @param login what is typed at sign-in
 * @param code the one-time code that this account's second factor always shows; absent when it has none
 * @param validFrom sign-ins before this moment count no longer; set when the account is disabled
 */
public record Person(String subject, String login, String password, Optional<String> code, String name, String email,
        List<String> groups, boolean enabled, Optional<Instant> validFrom) {

    Person disabled(Instant now) {
        return new Person(subject, login, password, code, name, email, groups, false, Optional.of(now));
    }

    Person enabledAgain() {
        return new Person(subject, login, password, code, name, email, groups, true, validFrom);
    }

    Person in(List<String> groups) {
        return new Person(subject, login, password, code, name, email, List.copyOf(groups), enabled, validFrom);
    }

    /** Whether a sign-in at that moment still counts. */
    boolean accepts(Instant signIn) {
        return enabled && validFrom.map(signIn::isAfter).orElse(true);
    }
}
