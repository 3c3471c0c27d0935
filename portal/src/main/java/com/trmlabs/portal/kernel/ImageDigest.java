package com.trmlabs.portal.kernel;

/** The digest by which an image or a chart is pinned: {@code sha256:} and 64 hexadecimal digits. */
public record ImageDigest(String value) {

    public ImageDigest {
        Checks.matches(value, "sha256:[0-9a-f]{64}", "A digest is written sha256: and 64 hexadecimal digits; a tag is not accepted");
    }

    /** The first 12 characters after the algorithm, for people. */
    public String brief() {
        return "sha256:" + value.substring(7, 15) + "..";
    }

    @Override
    public String toString() {
        return value;
    }
}
