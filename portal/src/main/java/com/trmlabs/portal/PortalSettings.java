package com.trmlabs.portal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param folder where the portal keeps what it needs on this machine: the embedded database when no other is set
 * @param database the database; when no {@code url} is set, an embedded PostgreSQL runs in {@code folder}
 */
@ConfigurationProperties("portal")
record PortalSettings(@DefaultValue(".portal") Path folder, @DefaultValue Database database) {

    /**
     * @param url JDBC URL, for example {@code jdbc:postgresql://db:5432/portal?sslmode=verify-full}
     * @param user the role the portal runs as; it owns nothing, so it cannot alter the record
     * @param password its password
     * @param ownerUser the role that owns the tables; only migrations run as it
     * @param ownerPassword its password
     */
    record Database(@Nullable String url, @Nullable String user, @Nullable String password,
            @Nullable String ownerUser, @Nullable String ownerPassword) {}
}
