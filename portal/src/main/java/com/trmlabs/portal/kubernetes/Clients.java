package com.trmlabs.portal.kubernetes;

import com.trmlabs.portal.cluster.ClusterEndpoint;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes clients that know nothing but the endpoint they are made for: no kubeconfig, no retries, no redirects, one authority. */
final class Clients {

    private Clients() {}

    static KubernetesClient open(ClusterEndpoint endpoint, Wire wire, Limits limits) {
        if (!"https".equals(endpoint.server().getScheme())) {
            throw new IllegalArgumentException("The API server of " + endpoint.cluster() + " has to be reached by https, or tokens could be read.");
        }
        return new KubernetesClientBuilder()
                .withConfig(config(endpoint, limits))
                .withHttpClientFactory(new DirectHttp())
                .withHttpClientBuilderConsumer(http -> {
                    http.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, wire);
                    if (!endpoint.ca().isBlank()) { // without one, as for GKE's DNS endpoints, public authorities count
                        http.sslContext(null, onlyTrusting(endpoint.ca()));
                    }
                })
                .build();
    }

    private static Config config(ClusterEndpoint endpoint, Limits limits) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(endpoint.server().toString())
                .withConnectionTimeout((int) limits.connect().toMillis())
                .withRequestTimeout((int) limits.answer().toMillis())
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true) // a dead HTTP/2 connection would be kept and hit again by every call
                .withUserAgent("customer-cloud-portal")
                .build();
    }

    /** The client's own setting would trust the public authorities besides. */
    private static TrustManager[] onlyTrusting(String ca) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var pem = new ByteArrayInputStream(ca.getBytes(StandardCharsets.US_ASCII));
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalArgumentException("The certificate authority of the cluster is no PEM certificate", broken);
        }
    }

    /** A redirect would carry the token to another host. */
    private static final class DirectHttp extends JdkHttpClientFactory {
        @Override
        protected void additionalConfig(HttpClient.Builder builder) {
            builder.followRedirects(HttpClient.Redirect.NEVER);
        }
    }
}
