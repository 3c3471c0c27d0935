package com.trmlabs.portal;

import com.trmlabs.portal.rehearsal.RunningRehearsal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.springframework.security.core.context.SecurityContextHolder;

/** A rehearsal in the JVM of a test, started before the portal that uses it. */
public final class GuestRehearsal {

    private GuestRehearsal() {}

    public static RunningRehearsal start(String... arguments) {
        // both keep what the JVM's one holder was when they started; it must not change in between
        SecurityContextHolder.setContextHolderStrategy(SecurityConfiguration.CONTEXTS);
        try {
            return RunningRehearsal.start(Files.createTempDirectory("rehearsal"), arguments);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
