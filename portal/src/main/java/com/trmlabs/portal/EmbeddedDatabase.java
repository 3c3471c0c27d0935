package com.trmlabs.portal;

import com.trmlabs.portal.DatabaseAccess.Login;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL on this machine, its data kept between starts. It outlives a killed portal: the next start ends such an orphan
 * before it starts its own.
 */
class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String NAME = "portal";
    private static final String OWNER = "portal_owner";
    private static final String APP = "portal_app";
    private static final int ORPHAN_STOP_SECONDS = 30;

    private final Path data;
    private final Path passwordFile;
    private final FileLock lock;
    private final EmbeddedPostgres server;
    private final DatabaseAccess access;

    EmbeddedDatabase(Path folder) {
        data = folder.resolve("data");
        passwordFile = folder.resolve("superuser.password");
        try {
            Files.createDirectories(folder);
            lock = lock(folder);
            endOrphan();
            server = start();
            access = openUp();
        } catch (IOException failure) {
            throw new UncheckedIOException("The embedded PostgreSQL in " + folder + " does not start", failure);
        } catch (SQLException failure) {
            throw new IllegalStateException("The embedded PostgreSQL in " + folder + " refuses its own superuser", failure);
        }
    }

    DatabaseAccess access() {
        return access;
    }

    @Override
    public void close() throws IOException {
        server.close();
        lock.channel().close();
    }

    /** Held while this portal lives, so that a second one on the same folder does not take its database away. */
    private static FileLock lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException heldHere) {
            LOG.debug("{} is held by this process", folder, heldHere);
        }
        channel.close();
        throw new SettingRefused("portal.folder", "names " + folder.getParent() + ", where another portal is running");
    }

    private void endOrphan() throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        if (lines.size() < 2 || !lines.get(0).strip().matches("\\d+") || !Path.of(lines.get(1)).equals(data)) {
            return;
        }
        var orphan = ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
        if (orphan.isEmpty()) {
            return;
        }
        LOG.info("Ending PostgreSQL {}, left behind by a portal that was killed", orphan.get().pid());
        orphan.get().destroy();
        try {
            orphan.get().onExit().get(ORPHAN_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (Exception stuck) {
            throw new IOException("PostgreSQL " + orphan.get().pid() + " in " + data + " does not end", stuck);
        }
    }

    private EmbeddedPostgres start() throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                // the library's defaults are made for tests: they lose acknowledged commits
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("password_encryption", "scram-sha-256");
        if (Files.exists(passwordFile)) {
            builder.setConnectConfig("password", Files.readString(passwordFile));
        }
        return builder.start();
    }

    private DatabaseAccess openUp() throws SQLException, IOException {
        var app = new Login(APP, secret());
        var owner = new Login(OWNER, secret());
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            if (!Files.exists(passwordFile)) {
                prepare(connection);
            }
            passwords(connection, app, owner);
        }
        return new DatabaseAccess("jdbc:postgresql://localhost:" + server.getPort() + "/" + NAME, app, owner);
    }

    /** The first start: roles, the database, and passwords asked of everybody on this machine from then on. */
    private void prepare(Connection connection) throws SQLException, IOException {
        var password = secret();
        try (var statement = connection.createStatement()) {
            statement.execute("drop database if exists " + NAME);
            statement.execute("drop role if exists " + OWNER);
            statement.execute("drop role if exists " + APP);
            statement.execute("create role " + OWNER + " login");
            statement.execute("create role " + APP + " login");
            statement.execute("create database " + NAME + " owner " + OWNER);
            statement.execute("alter role postgres password '" + password + "'");
            Files.writeString(data.resolve("pg_hba.conf"), "host all all localhost scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
        }
        Files.createFile(passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, password);
    }

    private static void passwords(Connection connection, Login... logins) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (Login login : logins) {
                statement.execute("alter role " + login.user() + " password '" + login.password() + "'");
            }
        }
    }

    private static String secret() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
