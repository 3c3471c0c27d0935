package com.trmlabs.portal.audit;

/** How an act ended: it took place, somebody had no right to it or was refused, or a machine failed at it. */
public enum Outcome {
    ALLOWED,
    DENIED,
    FAILED
}
