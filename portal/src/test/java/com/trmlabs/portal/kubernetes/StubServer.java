package com.trmlabs.portal.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An HTTPS server that misbehaves as told: what a well-behaved API server never does is tried on this. */
final class StubServer implements AutoCloseable {

    /** What to do with one request. */
    interface Behaviour {
        void handle(HttpExchange exchange) throws IOException;
    }

    /** A self-signed key for 127.0.0.1, as the JDK's own tool makes it. */
    record Keys(SSLContext tls, String ca) {

        static Keys make(Path file) throws Exception {
            var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "stub", "-keyalg", "EC", "-dname", "CN=stub", "-ext", "SAN=ip:127.0.0.1", "-ext", "BC=ca:true",
                    "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", "changeit")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            var store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
            var factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, "changeit".toCharArray());
            var tls = SSLContext.getInstance("TLS");
            tls.init(factory.getKeyManagers(), null, null);
            var der = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(store.getCertificate("stub").getEncoded());
            return new Keys(tls, "-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n");
        }
    }

    private final HttpsServer server;
    private final String ca;
    private final Map<String, Behaviour> paths = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();

    StubServer(Keys keys) throws IOException {
        ca = keys.ca();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(keys.tls()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        on("/api/v1", json(200, """
                {"resources": [{"name": "configmaps", "kind": "ConfigMap", "namespaced": true},
                  {"name": "namespaces", "kind": "Namespace", "namespaced": false}, {"name": "pods/log", "kind": "Pod", "namespaced": true}]}"""));
    }

    static Behaviour json(int status, String body) {
        return exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    void on(String path, Behaviour behaviour) {
        paths.put(path, behaviour);
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    String ca() {
        return ca;
    }

    long count(String path) {
        return requests.stream().filter(request -> request.endsWith(" " + path)).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        requests.add(exchange.getRequestMethod() + " " + path);
        paths.getOrDefault(path, json(404, "{\"kind\": \"Status\", \"code\": 404, \"message\": \"not found\"}")).handle(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
