package com.trmlabs.portal.kernel;

/** The name of a GKE cluster, unique in the portal: {@code bluefin-prod}. */
public record ClusterName(String value) {

    public ClusterName {
        Checks.matches(value, "[a-z]([a-z0-9-]{0,37}[a-z0-9])?", "A cluster name has up to 39 lower-case letters, digits or dashes and starts with a letter");
    }

    @Override
    public String toString() {
        return value;
    }
}
