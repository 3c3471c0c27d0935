package com.trmlabs.portal.kernel;

/** The id of a Google Cloud project, by Google's own rule. */
public record ProjectId(String value) {

    public ProjectId {
        Checks.matches(value, "[a-z][a-z0-9-]{4,28}[a-z0-9]", "A project id has 6 to 30 lower-case letters, digits or dashes and starts with a letter");
    }

    @Override
    public String toString() {
        return value;
    }
}
