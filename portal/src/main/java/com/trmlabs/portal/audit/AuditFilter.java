package com.trmlabs.portal.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What to show of the record; an empty part filters nothing.
 *
 * @param from first moment, {@code until} the first moment after
 * @param text somewhere in the entry: subject, reason, a value before or after
 */
public record AuditFilter(Optional<Instant> from, Optional<Instant> until, Set<String> actors, Set<String> customers,
        Set<String> services, Set<String> actions, Set<Outcome> outcomes, String text) {

    public static final AuditFilter ALL =
            new AuditFilter(Optional.empty(), Optional.empty(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), "");
}
