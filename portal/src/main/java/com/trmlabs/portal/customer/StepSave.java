package com.trmlabs.portal.customer;

/** What came of saving a step. */
public sealed interface StepSave {

    /** @param draft as it is now */
    record Done(OnboardingDraft draft) implements StepSave {}

    /** Somebody else saved this step since it was read; nothing was overwritten. @param theirs what stands there now */
    record Conflict(OnboardingDraft.Saved theirs) implements StepSave {}
}
