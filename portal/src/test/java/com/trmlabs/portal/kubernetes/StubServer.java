package com.trmlabs.portal.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final String ca;
    private final Map<String, Behaviour> paths = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();

    StubServer(Path folder) throws Exception {
        var file = Files.createTempFile(folder, "key", ".p12");
        Files.delete(file);
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "stub", "-keyalg", "EC", "-dname", "CN=stub", "-ext", "SAN=ip:127.0.0.1", "-ext", "BC=ca:true",
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        ca = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getCertificate("stub").getEncoded()) + "\n-----END CERTIFICATE-----\n";
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, PASSWORD);
        var tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
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
