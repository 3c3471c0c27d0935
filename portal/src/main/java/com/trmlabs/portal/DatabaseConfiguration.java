package com.trmlabs.portal;

import com.trmlabs.portal.DatabaseAccess.Login;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where rows live: a configured PostgreSQL, else an embedded one. The portal works as one role, migrations as another. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final String URL = "portal.database.url";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String LOGIN_REFUSED = "28"; // a class of SQL states

    @Bean
    @ConditionalOnProperty(URL)
    DatabaseAccess configuredDatabase(PortalSettings settings) {
        var database = settings.database();
        var access = new DatabaseAccess(
                Objects.requireNonNull(database.url()),
                new Login(needed(database.user(), "user"), needed(database.password(), "password")),
                new Login(needed(database.ownerUser(), "owner-user"), needed(database.ownerPassword(), "owner-password")));
        tryOut(access.url(), access.owner(), "owner-");
        tryOut(access.url(), access.app(), "");
        return access;
    }

    /** Before migrations and pools do, which would not say whose setting is wrong. */
    private static void tryOut(String url, Login login, String whose) {
        try {
            DriverManager.getConnection(url, login.user(), login.password()).close();
        } catch (SQLException refused) {
            throw new SettingRefused(wrongSetting(String.valueOf(refused.getSQLState()), whose), "does not open the database to " + login.user()
                    + ": " + String.valueOf(refused.getMessage()).replaceFirst("\\.$", ""));
        }
    }

    private static String wrongSetting(String sqlState, String whose) {
        if (sqlState.equals(WRONG_PASSWORD)) {
            return "portal.database." + whose + "password";
        }
        return sqlState.startsWith(LOGIN_REFUSED) ? "portal.database." + whose + "user" : URL;
    }

    @Bean
    @ConditionalOnProperty(name = URL, matchIfMissing = true, havingValue = "none")
    EmbeddedDatabase embeddedDatabase(PortalSettings settings) {
        return new EmbeddedDatabase(settings.folder().toAbsolutePath().resolve("postgres"));
    }

    @Bean
    @ConditionalOnProperty(name = URL, matchIfMissing = true, havingValue = "none")
    DatabaseAccess embeddedDatabaseAccess(EmbeddedDatabase database) {
        return database.access();
    }

    @Bean
    JdbcConnectionDetails appConnection(DatabaseAccess access) {
        return new AppConnection(access.url(), access.app());
    }

    @Bean
    FlywayConnectionDetails ownerConnection(DatabaseAccess access) {
        return new OwnerConnection(access.url(), access.owner());
    }

    @Bean
    FlywayConfigurationCustomizer appRoleInMigrations(DatabaseAccess access) {
        return flyway -> flyway.placeholders(Map.of("appRole", access.app().user()));
    }

    private static String needed(@Nullable String value, String key) {
        if (value == null || value.isBlank()) {
            throw new SettingRefused("portal.database." + key, "is missing; it is needed beside " + URL);
        }
        return value;
    }

    private record AppConnection(String url, Login login) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public String getUsername() {
            return login.user();
        }

        @Override
        public String getPassword() {
            return login.password();
        }
    }

    private record OwnerConnection(String url, Login login) implements FlywayConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public String getUsername() {
            return login.user();
        }

        @Override
        public String getPassword() {
            return login.password();
        }
    }
}
