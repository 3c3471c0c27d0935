package com.trmlabs.portal.rehearsal.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The folder of one rehearsal. Files are replaced in one move, so that a kill leaves the old or the new one, and only their owner reads them. */
public final class Folder {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path path;

    public Folder(Path path) {
        this.path = path;
        create(path);
    }

    public Path path() {
        return path;
    }

    /** The folder of that name inside this one, made where it is missing. */
    public Folder folder(String name) {
        return new Folder(path.resolve(name));
    }

    public <T> Optional<T> read(String name, TypeReference<T> type) {
        return text(name).map(text -> JSON.readValue(text, type));
    }

    public void write(String name, Object value) {
        write(name, JSON.writeValueAsString(value));
    }

    public Optional<String> text(String name) {
        try {
            var file = path.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " in " + path, e);
        }
    }

    public void write(String name, String text) {
        try {
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var fresh = Files.createTempFile(path, name, ".new", owner);
            Files.writeString(fresh, text);
            Files.move(fresh, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + name + " in " + path, e);
        }
    }

    /** A random word that stays the same over restarts. */
    public String secret(String name) {
        return text(name).orElseGet(() -> {
            var secret = random();
            write(name, secret);
            return secret;
        });
    }

    public void delete(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + name + " in " + path, e);
        }
    }

    /** The names of the files in it. */
    public List<String> names() {
        try (var files = Files.list(path)) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path, e);
        }
    }

    /** 256 random bits as text. */
    public static String random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void create(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + path, e);
        }
    }
}
