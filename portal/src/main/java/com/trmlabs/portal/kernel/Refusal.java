package com.trmlabs.portal.kernel;

/** We said no: the message is written for the person who asked, and the refusal becomes an audit event. */
public class Refusal extends RuntimeException {

    public Refusal(String message) {
        super(message);
    }
}
