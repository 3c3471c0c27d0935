package com.trmlabs.portal.kernel;

/** One verified identity: several subjects, sessions or tokens of a person share it. */
public record PersonId(String value) {

    public PersonId {
        if (value.isBlank() || value.length() > 200) {
            throw new IllegalArgumentException("A person needs an identity of 1 to 200 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
