package com.trmlabs.portal.rehearsal.google;

import com.trmlabs.portal.rehearsal.state.Folder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/** Access tokens that are out: whom each stands for and until when. Only digests are kept. */
public final class Tokens {

    private static final String FILE = "tokens.json";

    private final Folder folder;
    private final Clock clock;
    private final Map<String, Holder> byDigest = new LinkedHashMap<>();

    Tokens(Folder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        folder.read(FILE, new TypeReference<Map<String, Holder>>() {}).ifPresent(byDigest::putAll);
    }

    /** A token nobody but us can make sense of, as Google's are. */
    static String opaque() {
        return "ya29." + Folder.random();
    }

    /** The e-mail of the service account that a token stands for; absent when it is unknown or has ended. */
    public synchronized Optional<String> email(String token) {
        return Optional.ofNullable(byDigest.get(digest(token)))
                .filter(holder -> holder.until().isAfter(clock.instant()))
                .map(Holder::email);
    }

    /** From now on the token stands for the service account. */
    synchronized Issued keep(String token, String email, Duration lifetime) {
        var until = clock.instant().plus(lifetime);
        byDigest.values().removeIf(holder -> holder.until().isBefore(clock.instant()));
        byDigest.put(digest(token), new Holder(email, until));
        folder.write(FILE, byDigest);
        return new Issued(token, until);
    }

    private static String digest(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    record Issued(String token, Instant until) {}

    record Holder(String email, Instant until) {}
}
