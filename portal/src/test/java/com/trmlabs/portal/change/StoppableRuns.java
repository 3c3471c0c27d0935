package com.trmlabs.portal.change;

import java.time.Clock;
import org.springframework.context.annotation.Bean;

/** A source for portals of tests: their runs stand still while another process shall carry them out. */
public class StoppableRuns {

    private volatile boolean stopped;

    public void stop() {
        stopped = true;
    }

    public void go() {
        stopped = false;
    }

    @Bean
    RunPump runPump(ChangeRunner runner, ChangeStore changes, Clock clock) {
        return new RunPump(runner, changes, clock) {
            @Override
            public void advanceDue() {
                if (!stopped) {
                    super.advanceDue();
                }
            }

            @Override
            void on(ChangeProgressed progress) {
                if (!stopped) {
                    super.on(progress);
                }
            }
        };
    }
}
