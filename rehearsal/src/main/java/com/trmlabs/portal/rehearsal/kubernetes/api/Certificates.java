package com.trmlabs.portal.rehearsal.kubernetes.api;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The cluster's own authority and the certificate of its API server for loopback; made once, kept in its folder. */
public final class Certificates {

    private static final char[] PASSWORD = "rehearsal".toCharArray();
    private static final String ALIAS = "server";

    private final KeyStore store;

    public Certificates(Path folder, Instant now) throws IOException, GeneralSecurityException {
        var file = folder.resolve("tls.p12");
        store = KeyStore.getInstance("PKCS12");
        if (Files.exists(file)) {
            try (var in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return;
        }
        store.load(null, PASSWORD);
        fill(now);
        var fresh = folder.resolve("tls.p12.new");
        try (var out = Files.newOutputStream(fresh)) {
            store.store(out, PASSWORD);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void fill(Instant now) throws GeneralSecurityException {
        try {
            var authorityKeys = keys();
            var authority = certificate("CN=rehearsal-ca", authorityKeys, "CN=rehearsal-ca", authorityKeys.getPrivate(), now, true);
            var serverKeys = keys();
            var server = certificate("CN=kubernetes", serverKeys, "CN=rehearsal-ca", authorityKeys.getPrivate(), now, false);
            store.setKeyEntry(ALIAS, serverKeys.getPrivate(), PASSWORD, new X509Certificate[] {server, authority});
        } catch (OperatorCreationException | CertIOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(String subject, KeyPair keys, String issuer, PrivateKey issuerKey, Instant now, boolean authority)
            throws OperatorCreationException, CertIOException, GeneralSecurityException {
        var from = Date.from(now.minus(1, ChronoUnit.HOURS));
        var until = Date.from(now.plus(3650, ChronoUnit.DAYS));
        var builder = new JcaX509v3CertificateBuilder(new X500Name(issuer), new BigInteger(120, new SecureRandom()), from, until,
                new X500Name(subject), keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")}));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    public SSLContext context() throws GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The authority's certificate as PEM. */
    public String authority() throws IOException, GeneralSecurityException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(store.getCertificateChain(ALIAS)[1]);
        }
        return text.toString();
    }
}
