package com.trmlabs.portal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives each context an empty database with the two roles that a production database has. */
public class FreshDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    public static final String[] NO_PROVIDER = {
        "portal.oidc.issuer=http://localhost:1", "portal.oidc.client-id=portal", "portal.oidc.client-secret=no-provider-in-this-test"
    };
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of(settings(create()))
                .and(Stream.of(NO_PROVIDER)
                        .filter(setting -> !context.getEnvironment().containsProperty(setting.split("=")[0]))
                        .toArray(String[]::new))
                .applyTo(context);
        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
    }

    /** Creates an empty database and answers its JDBC URL, for tests that start portals themselves. */
    public static String create() {
        String name = "test_" + COUNT.incrementAndGet();
        run("create database " + name + " owner portal_owner");
        return "jdbc:postgresql://localhost:" + Server.RUNNING.getPort() + "/" + name;
    }

    /** The settings of a portal on that database. */
    public static String[] settings(String url) {
        return new String[] {
            "portal.database.url=" + url,
            "portal.database.user=portal_app",
            "portal.database.password=unused-where-loopback-is-trusted",
            "portal.database.owner-user=portal_owner",
            "portal.database.owner-password=unused-where-loopback-is-trusted",
            "spring.quartz.auto-startup=false",
            "spring.datasource.hikari.minimum-idle=1", // of the many portals of one run few do something at a time
            "spring.datasource.hikari.idle-timeout=10000"
        };
    }

    /** As when the server is gone: open connections end, and none is accepted until it is brought back. */
    static void takeAway(String url) {
        run("alter database %s with allow_connections false".formatted(name(url)));
        run("select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'".formatted(name(url)));
    }

    static void bringBack(String url) {
        run("alter database %s with allow_connections true".formatted(name(url)));
    }

    /** A role that has to say its password, which others need not on this machine. */
    static void createRoleWithPassword(String role, String password) {
        run("create role %s login password '%s'".formatted(role, password));
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection(); var statement = connection.createStatement();
                var rows = statement.executeQuery("show hba_file")) {
            rows.next();
            var rules = Path.of(rows.getString(1));
            Files.writeString(rules, "host all " + role + " all scram-sha-256\n" + Files.readString(rules));
            statement.execute("select pg_reload_conf()");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static void run(String sql) {
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                var server = EmbeddedPostgres.builder().setServerConfig("max_connections", "400").start();
                try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
                    statement.execute("create role portal_owner login");
                    statement.execute("create role portal_app login");
                }
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
