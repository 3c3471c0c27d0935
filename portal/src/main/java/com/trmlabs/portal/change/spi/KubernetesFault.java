package com.trmlabs.portal.change.spi;

import java.util.List;

/** An API server did not do what was asked. The type says what to do about it; the message is for a person. */
public abstract sealed class KubernetesFault extends RuntimeException {

    private KubernetesFault(String message, Throwable cause) {
        super(message, cause);
    }

    /** No answer, throttled, a server fault: try again later. */
    public static final class Unreachable extends KubernetesFault {
        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Our identity may not do this (401, 403): do not retry. */
    public static final class Refused extends KubernetesFault {
        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The object is invalid or immutable: show it to a person. */
    public static final class Rejected extends KubernetesFault {
        public Rejected(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Somebody else owns fields that we want to set. */
    public static final class Conflict extends KubernetesFault {

        private final List<Owned> fields;

        public Conflict(String message, List<Owned> fields, Throwable cause) {
            super(message, cause);
            this.fields = List.copyOf(fields);
        }

        public List<Owned> fields() {
            return fields;
        }

        public record Owned(String field, String manager) {}
    }
}
