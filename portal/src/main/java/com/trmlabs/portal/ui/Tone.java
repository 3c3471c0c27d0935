package com.trmlabs.portal.ui;

/** How urgent a status is; styles.css gives each its one colour. */
public enum Tone {
    GOOD,
    RUN,
    WAIT,
    WARN,
    BAD,
    OFF;

    String className() {
        return "tone-" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
