package com.trmlabs.portal.customer.ui;

/** What an opened step may ask of the wizard around it. */
public interface StepFrame {

    /** Whether the person may change anything; fields are read-only otherwise. */
    boolean editable();

    /** Something was typed: saves it, so that nothing is lost. */
    void changed();

    /** Saves, checks and completes the step, but stays here. @return whether it was right */
    boolean keep();

    /** Draws states and summary again, after something was found out. */
    void refresh();
}
