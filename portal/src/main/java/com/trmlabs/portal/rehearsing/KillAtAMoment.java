package com.trmlabs.portal.rehearsing;

import com.trmlabs.portal.change.spi.RunObserver;
import com.trmlabs.portal.kernel.ChangeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends this process without any farewell at the moment of a run that stands first in a file, so that crashes can be rehearsed. The
 * moment is taken off the file before: whoever goes on does not die there again.
 */
final class KillAtAMoment implements RunObserver {

    private final Path file;

    KillAtAMoment(Path file) {
        this.file = file;
    }

    @Override
    public void at(ChangeId change, boolean back, int position, Moment moment) {
        String here = (back ? "back " : "forward ") + position + " " + moment;
        try {
            List<String> moments = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (!moments.isEmpty() && moments.getFirst().strip().equals(here)) {
                Files.write(file, moments.subList(1, moments.size()));
                new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start().waitFor();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
