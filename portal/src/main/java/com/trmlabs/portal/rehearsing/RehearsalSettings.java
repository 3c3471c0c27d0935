package com.trmlabs.portal.rehearsing;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings under {@code portal.rehearsal}; read in a rehearsal only.
 *
 * @param director where the rehearsal's director answers
 * @param tokenFile file with the word that the director asks for
 * @param images file with lines {@code TYPE NAME REPOSITORY@DIGEST} of images that a real cluster can pull; without it the
 *     example's digests name nothing, which simulated clusters do not mind
 * @param binding file with the database that the example's API binds to, {@code {"host", "port", "database", "secretName",
 *     "caCertificate"}}; without it one that does not exist, which simulated clusters do not mind either
 * @param killFile file that names moments of runs, one a line, {@code forward 3 BEFORE_EXECUTE}: at the first of them the portal ends
 *     itself as kill -9 would, after it has taken the line away
 */
@ConfigurationProperties("portal.rehearsal")
public record RehearsalSettings(@Nullable URI director, @Nullable Path tokenFile, @Nullable Path images, @Nullable Path binding,
        @Nullable Path killFile) {}
