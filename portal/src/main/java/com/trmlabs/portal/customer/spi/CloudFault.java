package com.trmlabs.portal.customer.spi;

/** Google did not do what was asked. The type says what to do about it; the message is for a person. */
public abstract sealed class CloudFault extends RuntimeException {

    private CloudFault(String message, Throwable cause) {
        super(message, cause);
    }

    /** No answer, throttled or a server fault: try again later. */
    public static final class Unreachable extends CloudFault {
        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Our identity may not do this: do not retry, the customer's admin has to act. */
    public static final class Refused extends CloudFault {
        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The request itself is wrong or its outcome was a failure: show it to a person. */
    public static final class Rejected extends CloudFault {
        public Rejected(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
