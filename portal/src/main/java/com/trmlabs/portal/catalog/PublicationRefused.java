package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.Refusal;

/** Something that was to be published is not taken; says which field is at fault. */
public final class PublicationRefused extends Refusal {

    /** Why: it decides what the pipeline should do about it. */
    public enum Cause {
        /** The content is wrong; sending it again does not help. */
        WRONG,
        /** The version is published already, with other content. */
        TAKEN,
        /** More than the settings allow. */
        TOO_LARGE
    }

    private final Cause cause;
    private final String field;

    private PublicationRefused(Cause cause, String field, String message) {
        super(message);
        this.cause = cause;
        this.field = field;
    }

    static PublicationRefused wrong(String field, String message) {
        return new PublicationRefused(Cause.WRONG, field, message);
    }

    static PublicationRefused taken(String field, String message) {
        return new PublicationRefused(Cause.TAKEN, field, message);
    }

    static PublicationRefused tooLarge(String field, String message) {
        return new PublicationRefused(Cause.TOO_LARGE, field, message);
    }

    public Cause reason() {
        return cause;
    }

    /** The field of the request, as it was sent: {@code images.api}. */
    public String field() {
        return field;
    }
}
