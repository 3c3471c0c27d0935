package com.trmlabs.portal.rehearsal;

import com.trmlabs.portal.rehearsal.state.Folder;
import java.net.URI;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/**
 * Where the rehearsal answers, as {@code endpoints.json} in its folder says.
 *
 * @param issuer the identity provider
 * @param google base of all REST APIs of Google, with {@code {host}} for the host that it stands for
 * @param container host and port of the container engine's gRPC, plaintext
 * @param director whom to tell what shall fail; wants the word in the folder's {@code director.token} as bearer token
 * @param credentials file with the portal's own Google service account; the client libraries read it by
 *     GOOGLE_APPLICATION_CREDENTIALS
 */
public record Endpoints(URI issuer, String google, String container, URI director, String credentials) {

    private static final String FILE = "endpoints.json";

    static Optional<Endpoints> in(Folder folder) {
        return folder.read(FILE, new TypeReference<Endpoints>() {});
    }

    void keep(Folder folder) {
        folder.write(FILE, this);
    }

    int httpPort() {
        return issuer.getPort();
    }

    int grpcPort() {
        return Integer.parseInt(container.substring(container.lastIndexOf(':') + 1));
    }
}
