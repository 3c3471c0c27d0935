package com.trmlabs.portal.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

final class Lines {

    private Lines() {}

    static void write(Writer copy, String line) {
        try {
            copy.write(line);
            copy.write('\n');
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
