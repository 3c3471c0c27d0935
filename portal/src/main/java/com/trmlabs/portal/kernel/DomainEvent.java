package com.trmlabs.portal.kernel;

import java.util.Map;
import java.util.Optional;

/**
 * Something that happened, in the past tense, published inside the transaction that made it true. Every event becomes an
 * audit event; it never carries a secret.
 */
public interface DomainEvent {

    /** What was done, {@code module.verb}, for example {@code change.vote}. */
    String action();

    /** What it was done to, as people name it, for example {@code C-1042} or {@code bluefin}. */
    String subject();

    default Optional<CustomerId> customer() {
        return Optional.empty();
    }

    default Optional<ServiceName> service() {
        return Optional.empty();
    }

    default Optional<String> reason() {
        return Optional.empty();
    }

    /** The fields that changed, as they were. */
    default Map<String, ?> before() {
        return Map.of();
    }

    /** The fields that changed, as they are. */
    default Map<String, ?> after() {
        return Map.of();
    }

    /** Whether this tells of something that was not allowed to happen, for example a refused sign-in. */
    default boolean denied() {
        return false;
    }
}
