package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.TokenVerifier;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;

/** The cluster's own bearer tokens: a name and an end, signed with a key that stays in the cluster's folder. */
public final class Tokens {

    private static final String ADMIN = "system:admin";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final TokenVerifier others;
    private final Clock clock;

    public Tokens(Path folder, TokenVerifier others, Clock clock) throws IOException {
        this.others = others;
        this.clock = clock;
        key = new SecretKeySpec(key(folder.resolve("token.key")), "HmacSHA256");
    }

    private static byte[] key(Path file) throws IOException {
        if (!Files.exists(file)) {
            var bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, bytes);
        }
        return Files.readAllBytes(file);
    }

    public String issue(String name, Duration lifetime) {
        var claim = Json.of("sub", name).put("exp", clock.instant().plus(lifetime).toEpochMilli());
        var body = ENCODER.encodeToString(claim.toString().getBytes(StandardCharsets.UTF_8));
        return body + "." + ENCODER.encodeToString(sign(body));
    }

    public String admin() {
        return issue(ADMIN, Duration.ofDays(3650));
    }

    Optional<User> user(String token) {
        return own(token)
                .map(name -> name.equals(ADMIN) ? User.admin() : User.of(name))
                .or(() -> others.email(token).map(User::of));
    }

    private Optional<String> own(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || !signed(token.substring(0, dot), token.substring(dot + 1))) {
            return Optional.empty();
        }
        try {
            var claim = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            boolean over = clock.millis() >= claim.path("exp").asLong();
            return over ? Optional.empty() : Optional.of(Json.text(claim, "sub"));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean signed(String body, String signature) {
        try {
            return MessageDigest.isEqual(sign(body), Base64.getUrlDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] sign(String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
