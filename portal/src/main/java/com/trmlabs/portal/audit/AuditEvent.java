package com.trmlabs.portal.audit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of the record, as people read it.
 *
 * @param seq its place in the log, counted from 0 without a gap
 * @param actor the name people read; {@code person} the identity that counts, {@code kind} person, machine or portal
 * @param before the fields that changed, as text
 */
public record AuditEvent(long seq, Instant at, String actor, String person, String kind, Optional<String> address,
        Optional<Instant> signedInAt, Optional<String> signInMethods, String action, String subject, Optional<String> customer,
        Optional<String> service, Outcome outcome, Optional<String> reason, Map<String, String> before, Map<String, String> after) {}
