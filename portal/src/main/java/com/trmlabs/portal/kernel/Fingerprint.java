package com.trmlabs.portal.kernel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of something sealed, 64 hexadecimal digits. People compare the short form, code all of it. */
public record Fingerprint(String hex) {

    public Fingerprint {
        Checks.matches(hex, "[0-9a-f]{64}", "A fingerprint has 64 hexadecimal digits");
    }

    public static Fingerprint of(byte[] content) {
        try {
            return new Fingerprint(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    public static Fingerprint of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** The first 8 digits in two groups: {@code 26c6 33dd}. */
    public String brief() {
        return hex.substring(0, 4) + " " + hex.substring(4, 8);
    }

    @Override
    public String toString() {
        return hex;
    }
}
