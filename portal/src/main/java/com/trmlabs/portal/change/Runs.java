package com.trmlabs.portal.change;

/** All runs, as the scheduler sees them. */
public interface Runs {

    /** Takes a step of every run that is due, on this replica; safe to call at any time, from anywhere. */
    void advanceDue();
}
