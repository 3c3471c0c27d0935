package com.trmlabs.portal.change;

import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.after;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.kernel.ChangeId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which runs a replica keeps moving. */
class RunPumpTests {

    @Test
    void comesBackToARunAfterAnError() {
        ChangeRunner runner = mock(ChangeRunner.class);
        ChangeStore changes = mock(ChangeStore.class);
        when(changes.due(any())).thenReturn(List.of(1001L));
        when(runner.advance(new ChangeId(1001))).thenThrow(new SmallWorld.Crash()).thenReturn(Optional.empty());
        RunPump pump = new RunPump(runner, changes, Clock.systemUTC());

        await().dontCatchUncaughtExceptions().untilAsserted(() -> {
            pump.advanceDue();
            verify(runner, atLeast(2)).advance(new ChangeId(1001));
        });

        pump.stop();
    }

    /** The runner notes for what a change waits, which is progress, too. */
    @Test
    void leavesToTheDueListWhatWaitsLong() {
        ChangeId change = new ChangeId(1001);
        ChangeRunner runner = mock(ChangeRunner.class);
        RunPump pump = new RunPump(runner, mock(ChangeStore.class), Clock.systemUTC());
        when(runner.advance(change)).thenAnswer(waits -> {
            pump.on(new ChangeProgressed(change));
            return Optional.of(Duration.ofSeconds(5));
        });

        pump.on(new ChangeProgressed(change));

        verify(runner, after(500).times(1)).advance(change);
        pump.stop();
    }

    /** As when the last vote comes just after it has read that votes are missing. */
    @Test
    void looksAgainWhenSomethingHappenedWhileItLooked() {
        ChangeId change = new ChangeId(1001);
        ChangeRunner runner = mock(ChangeRunner.class);
        RunPump pump = new RunPump(runner, mock(ChangeStore.class), Clock.systemUTC());
        when(runner.advance(change)).thenAnswer(first -> {
            pump.on(new ChangeProgressed(change));
            return Optional.empty();
        }).thenReturn(Optional.empty());

        pump.on(new ChangeProgressed(change));

        await().untilAsserted(() -> verify(runner, times(2)).advance(change));
        pump.stop();
    }
}
