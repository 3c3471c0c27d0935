package com.trmlabs.portal.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.erdtman.jcs.JsonCanonicalizer;

/** The one way to write a JSON text (RFC 8785): same content, same bytes. */
final class Canonical {

    private Canonical() {}

    static String json(String text) {
        try {
            return new JsonCanonicalizer(text).getEncodedString();
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }
}
