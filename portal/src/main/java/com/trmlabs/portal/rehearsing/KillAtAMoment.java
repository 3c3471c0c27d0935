package com.trmlabs.portal.rehearsing;

import com.trmlabs.portal.change.spi.RunObserver;
import com.trmlabs.portal.kernel.ChangeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends this process without any farewell at the moment of a run that a file names, so that crashes can be rehearsed. */
final class KillAtAMoment implements RunObserver {

    private final Path file;

    KillAtAMoment(Path file) {
        this.file = file;
    }

    @Override
    public void at(ChangeId change, boolean back, int position, Moment moment) {
        String here = (back ? "back " : "forward ") + position + " " + moment;
        try {
            if (Files.exists(file) && Files.readString(file).strip().equals(here)) {
                Files.delete(file);
                new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start().waitFor();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
