package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.kernel.ChangeId;

/** Stands beside a run at the moments where a crash would hurt most; rehearsal and tests end the process there. */
@FunctionalInterface
public interface RunObserver {

    void at(ChangeId change, boolean back, int position, Moment moment);

    enum Moment { BEFORE_EXECUTE, AFTER_EXECUTE }
}
