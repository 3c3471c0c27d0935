package com.trmlabs.portal.kernel;

final class Checks {

    private Checks() {}

    static void matches(String value, String pattern, String rule) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(rule + "; '" + value + "' does not.");
        }
    }
}
