package com.trmlabs.portal.ui;

import com.vaadin.flow.component.icon.VaadinIcon;

/** Every status word of the portal with its icon and tone. Enums of features share the names, see {@link #of}. */
public enum Status {
    HEALTHY("Healthy", Tone.GOOD, VaadinIcon.CHECK_CIRCLE),
    SUCCEEDED("Succeeded", Tone.GOOD, VaadinIcon.CHECK_CIRCLE),
    IN_SYNC("In sync", Tone.GOOD, VaadinIcon.CHECK),
    PASS("Pass", Tone.GOOD, VaadinIcon.CHECK),
    COMPLETE("Complete", Tone.GOOD, VaadinIcon.CHECK),
    PROGRESSING("Progressing", Tone.RUN, VaadinIcon.PROGRESSBAR),
    RUNNING("Running", Tone.RUN, VaadinIcon.PLAY_CIRCLE),
    PLANNED("Planned", Tone.WAIT, VaadinIcon.FILE_TEXT_O),
    AWAITING_APPROVAL("Awaiting approval", Tone.WAIT, VaadinIcon.USER_CLOCK),
    APPROVED("Approved", Tone.WAIT, VaadinIcon.USER_CHECK),
    WAITING_FOR_WINDOW("Waiting for window", Tone.WAIT, VaadinIcon.CALENDAR_CLOCK),
    OUT_OF_SYNC("Out of sync", Tone.WARN, VaadinIcon.EXCHANGE),
    UNKNOWN("Unknown", Tone.WARN, VaadinIcon.QUESTION_CIRCLE),
    ROLLED_BACK("Rolled back", Tone.WARN, VaadinIcon.ROTATE_LEFT),
    VOID("Votes void", Tone.WARN, VaadinIcon.WARNING),
    WARN("Warning", Tone.WARN, VaadinIcon.WARNING),
    DEGRADED("Degraded", Tone.BAD, VaadinIcon.EXCLAMATION_CIRCLE),
    MISSING("Missing", Tone.BAD, VaadinIcon.CIRCLE_THIN),
    FAILED("Failed", Tone.BAD, VaadinIcon.CLOSE_CIRCLE),
    FAIL("Fail", Tone.BAD, VaadinIcon.CLOSE_CIRCLE),
    ERRORED("Errored", Tone.BAD, VaadinIcon.UNLINK),
    OVERDUE("Overdue", Tone.BAD, VaadinIcon.CLOCK),
    DENIED("Denied", Tone.BAD, VaadinIcon.LOCK),
    USED("Approved and used", Tone.OFF, VaadinIcon.CHECK),
    DRAFT("Draft", Tone.OFF, VaadinIcon.EDIT),
    SUSPENDED("Suspended", Tone.OFF, VaadinIcon.PAUSE),
    REJECTED("Rejected", Tone.OFF, VaadinIcon.THUMBS_DOWN),
    EXPIRED("Expired", Tone.OFF, VaadinIcon.HOURGLASS_END),
    CANCELLED("Cancelled", Tone.OFF, VaadinIcon.BAN),
    WAIVED("Waived", Tone.OFF, VaadinIcon.TIME_BACKWARD);

    private final String word;
    private final Tone tone;
    private final VaadinIcon icon;

    Status(String word, Tone tone, VaadinIcon icon) {
        this.word = word;
        this.tone = tone;
        this.icon = icon;
    }

    /** @throws IllegalArgumentException for a name that is no status word: it has to be added here first */
    public static Status of(Enum<?> word) {
        return valueOf(word.name());
    }

    public String word() {
        return word;
    }

    public Tone tone() {
        return tone;
    }

    public VaadinIcon icon() {
        return icon;
    }
}
