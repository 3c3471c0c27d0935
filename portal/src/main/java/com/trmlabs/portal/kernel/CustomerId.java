package com.trmlabs.portal.kernel;

/** The short name of a customer, as it stands in addresses: {@code bluefin}. */
public record CustomerId(String value) {

    public CustomerId {
        Checks.matches(value, "[a-z][a-z0-9-]{1,29}", "A customer's short name has 2 to 30 lower-case letters, digits or dashes");
    }

    @Override
    public String toString() {
        return value;
    }
}
