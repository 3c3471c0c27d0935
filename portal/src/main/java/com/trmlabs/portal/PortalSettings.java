package com.trmlabs.portal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param folder where the portal keeps what it needs on this machine: unpacked charts, and the embedded database when no other is set
 * @param database the database; when no {@code url} is set, an embedded PostgreSQL runs in {@code folder}
 */
@ConfigurationProperties("portal")
record PortalSettings(@DefaultValue(".portal") Path folder, @DefaultValue Database database) {

    PortalSettings {
        refuseUnless(canBeWritten(folder.toAbsolutePath()), "folder names " + folder + ", which cannot be written");
    }

    /**
     * @param url JDBC URL, for example {@code jdbc:postgresql://db:5432/portal?sslmode=verify-full}
     * @param user the role the portal runs as; it owns nothing, so it cannot alter the record
     * @param password its password
     * @param ownerUser the role that owns the tables; only migrations run as it
     * @param ownerPassword its password
     */
    record Database(@Nullable String url, @Nullable String user, @Nullable String password,
            @Nullable String ownerUser, @Nullable String ownerPassword) {

        Database {
            refuseUnless(url == null || url.startsWith("jdbc:postgresql:"), "database.url has to begin with jdbc:postgresql:");
            refuseUnless(url != null || Stream.of(user, password, ownerUser, ownerPassword).allMatch(Objects::isNull),
                    "database.url is missing; what else is set of portal.database would count for nothing");
        }
    }

    private static boolean canBeWritten(Path folder) {
        return Stream.<Path>iterate(folder, Objects::nonNull, place -> place.getParent()).filter(Files::exists).findFirst()
                .filter(Files::isDirectory).filter(Files::isWritable).isPresent();
    }

    private static void refuseUnless(boolean right, String words) {
        if (!right) {
            throw new IllegalArgumentException("portal." + words);
        }
    }
}
