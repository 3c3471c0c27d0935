package com.trmlabs.portal.rehearsal.kubernetes.schema;

/** A value does not fit its type; the message is the real server's. */
public final class SchemaMismatch extends RuntimeException {

    public SchemaMismatch(String message) {
        super(message);
    }
}
