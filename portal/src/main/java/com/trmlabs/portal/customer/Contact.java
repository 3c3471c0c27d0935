package com.trmlabs.portal.customer;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

/** Somebody at the customer whom we turn to. */
@Embeddable
public record Contact(String name, String email, @Enumerated(EnumType.STRING) Duty duty) {

    public enum Duty { TECHNICAL, SECURITY, BUSINESS }

    public Contact {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A contact needs a name");
        }
        if (!email.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
            throw new IllegalArgumentException("An e-mail address is written like name@example.com, not '" + email + "'");
        }
    }
}
