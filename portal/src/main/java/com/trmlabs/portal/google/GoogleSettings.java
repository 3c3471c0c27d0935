package com.trmlabs.portal.google;

import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code portal.google}.
 *
 * @param baseUrl of Google's REST APIs, with {@code {host}} where the name of the API's host belongs; other than https only on this
 *     machine, for the rehearsal
 * @param containerEndpoint host and port of the Kubernetes Engine API; TLS is left out only on this machine, for the rehearsal
 * @param credentials file with the portal's own Google service account or workload identity; without it, Google's application
 *     default credentials count
 * @param registry our Artifact Registry repository that customers' nodes pull from, as
 *     {@code projects/PROJECT/locations/LOCATION/repositories/REPOSITORY}; without it, preflight cannot say whether they may
 */
@ConfigurationProperties("portal.google")
record GoogleSettings(@DefaultValue("https://{host}") String baseUrl, @DefaultValue("container.googleapis.com:443") String containerEndpoint,
        @Nullable Path credentials, @Nullable String registry) {

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    GoogleSettings {
        refuseUnless(baseUrl.contains("{host}") && baseUrl.matches("https?://\\S+"), "base-url", "an address with {host} in it", baseUrl);
        refuseUnless(baseUrl.startsWith("https:") || THIS_MACHINE.contains(uri(baseUrl, "x").getHost()), "base-url", "https, except on this machine", baseUrl);
        refuseUnless(containerEndpoint.matches("[^\\s:/]+:\\d{1,5}"), "container-endpoint", "host:port", containerEndpoint);
        refuseUnless(credentials == null || Files.isReadable(credentials) && !Files.isDirectory(credentials), "credentials", "a readable file", credentials);
        refuseUnless(credentials == null || isOfGoogle(credentials), "credentials", "the key of a service account or a configuration of workload identity, "
                + "JSON as Google gives it out", credentials);
        refuseUnless(registry == null || registry.matches("projects/[^/\\s]+/locations/[^/\\s]+/repositories/[^/\\s]+"), "registry",
                "projects/PROJECT/locations/LOCATION/repositories/REPOSITORY", registry);
    }

    /** An address of one of Google's APIs. @param path begins with a slash */
    URI url(String host, String path) {
        return URI.create(uri(baseUrl, host) + path);
    }

    boolean isContainerOnThisMachine() {
        return THIS_MACHINE.contains(containerEndpoint.substring(0, containerEndpoint.lastIndexOf(':')));
    }

    /** Asks nobody; Google's reader ends in any of these ways. What it says may hold parts of the key. */
    private static boolean isOfGoogle(Path credentials) {
        try (var file = Files.newInputStream(credentials)) {
            GoogleCredentials.fromStream(file);
            return true;
        } catch (IOException | IllegalArgumentException | NullPointerException | ClassCastException other) {
            return false;
        }
    }

    private static URI uri(String base, String host) {
        return URI.create(base.replace("{host}", host));
    }

    private static void refuseUnless(boolean right, String name, String rule, @Nullable Object value) {
        if (!right) {
            throw new IllegalArgumentException("portal.google." + name + " has to be " + rule + ", not '" + value + "'");
        }
    }
}
