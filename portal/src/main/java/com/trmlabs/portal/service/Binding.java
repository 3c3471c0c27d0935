package com.trmlabs.portal.service;

import org.jspecify.annotations.Nullable;

/**
 * How a service reaches its database. The password itself is never known here: it lives in a Secret of the cluster.
 *
 * @param secretName Secret in the service's namespace with the keys username and password
 * @param ca the database's certificate authority as PEM; empty when the Secret has it
 * @param caKey the Secret's key for the authority, where it has one
 */
public record Binding(String host, int port, String database, String secretName, String ca, @Nullable String caKey) {

    public Binding {
        if (host.isBlank() || database.isBlank() || secretName.isBlank()) {
            throw new IllegalArgumentException("A binding needs host, database and secret name");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("A port lies between 1 and 65535, not " + port);
        }
        if (!ca.isBlank() && !ca.strip().startsWith("-----BEGIN CERTIFICATE-----")) {
            throw new IllegalArgumentException("The certificate authority has to be PEM: -----BEGIN CERTIFICATE----- ...");
        }
        if (ca.contains("PRIVATE KEY")) {
            throw new IllegalArgumentException("This holds a private key; only the certificate of the authority belongs here");
        }
        if (ca.isBlank() == (caKey == null)) {
            throw new IllegalArgumentException("Paste the certificate of the database's authority: without it the service cannot tell who answers");
        }
    }

    /** To a database elsewhere. */
    public Binding(String host, int port, String database, String secretName, String ca) {
        this(host, port, database, secretName, ca, null);
    }
}
