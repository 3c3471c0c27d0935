package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.kubernetes.Stage;
import com.trmlabs.portal.rehearsal.kubernetes.store.Kinds;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side: who calls, may they, what goes wrong on purpose, and the answer. */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    /** So many calls at once; more are refused, as a real API server does. Watches do not count. */
    private static final int CALLS_AT_ONCE = 400;

    static {
        // without it small answers wait 40 ms for the client's acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore slots = new Semaphore(CALLS_AT_ONCE);
    private final Store store;
    private final Kinds kinds;
    private final Tokens tokens;
    private final Stage stage;
    private final Rights rights;
    private final Resources resources;
    private final Discovery discovery;
    private final Writes writes;
    private final Deletions deletions;
    private volatile boolean stopped;

    /** @param port 0 for a free one */
    public ApiServer(int port, SSLContext tls, Store store, Kinds kinds, Tokens tokens, Stage stage, String version, Clock clock) throws IOException {
        this.store = store;
        this.kinds = kinds;
        this.tokens = tokens;
        this.stage = stage;
        var model = new Model();
        rights = new Rights(store, kinds);
        writes = new Writes(store, kinds, clock, model);
        deletions = new Deletions(store, clock);
        resources = new Resources(store, model, rights, writes, deletions);
        discovery = new Discovery(kinds, version);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public Writes writes() {
        return writes;
    }

    public Deletions deletions() {
        return deletions;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var call = Call.of(exchange);
            var subject = call.method() + " " + call.path();
            if (stage.hit(Kind.UNREACHABLE, subject).isPresent()) {
                return;
            }
            delay(stage.active(Kind.SLOW, subject));
            var timeout = stage.hit(Kind.API_TIMEOUT, subject);
            if (timeout.isPresent()) {
                delay(timeout);
                return;
            }
            serve(exchange, call, subject);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, Call call, String subject) throws IOException, InterruptedException {
        if (call.is("watch")) {
            watch(exchange, call);
            return;
        }
        if (!slots.tryAcquire()) {
            send(exchange, Answer.of(ApiError.onPurpose(429, "TooManyRequests", "Too many requests, please try again later.")));
            return;
        }
        try {
            var answer = answer(call, subject);
            if (stage.hit(Kind.LOST_ANSWER, subject).isEmpty()) {
                send(exchange, answer);
            }
        } finally {
            slots.release();
        }
    }

    private Answer answer(Call call, String subject) {
        try {
            fail(subject);
            return answer(call);
        } catch (ApiError error) {
            return Answer.of(error);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", call.method(), call.path(), e);
            return Answer.of(ApiError.plain("Internal error occurred: " + e));
        }
    }

    private Answer answer(Call call) {
        var user = user(call);
        var route = Route.of(call.path(), kinds);
        if (route.isPresent()) {
            resources.require(user, route.get().wish(call.verb(route.get())), route.get());
            return resources.answer(call, route.get(), user);
        }
        rights.requirePath(user, call.method().toLowerCase(Locale.ROOT), call.path());
        return switch (call.path()) {
            case "/healthz", "/livez", "/readyz" -> Answer.text("ok");
            default -> discovery.at(call.path()).map(body -> Answer.json(200, body)).orElseGet(Answer::notFound);
        };
    }

    private User user(Call call) {
        return call.token().map(token -> tokens.user(token).orElseThrow(ApiError::unauthorized)).orElseGet(User::anonymous);
    }

    private void watch(HttpExchange exchange, Call call) throws IOException, InterruptedException {
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // clients go on with plain HTTP after this
            send(exchange, Answer.text(""));
            return;
        }
        try (var watch = open(call)) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            watch.stream(exchange.getResponseBody(), () -> stage.active(Kind.SILENT_WATCH, call.path()).isPresent(), () -> stopped);
        } catch (ApiError error) {
            send(exchange, Answer.of(error));
        }
    }

    private Watch open(Call call) {
        fail("GET " + call.path());
        var user = user(call);
        var route = Route.of(call.path(), kinds).orElseThrow(ApiError::noSuchResource);
        resources.require(user, route.wish("watch"), route);
        return new Watch(store, route.kind(), route.namespace(), call.query());
    }

    private void fail(String subject) {
        throwIf(Kind.API_CONFLICT, subject, ApiError.onPurpose(409, "Conflict", "Operation cannot be fulfilled: the object has been modified"));
        throwIf(Kind.API_THROTTLED, subject, ApiError.onPurpose(429, "TooManyRequests", "Too many requests, please try again later."));
        throwIf(Kind.API_ERROR, subject, ApiError.onPurpose(500, "InternalError", "Internal error occurred: etcdserver: request timed out"));
        throwIf(Kind.API_UNAVAILABLE, subject,
                ApiError.onPurpose(503, "ServiceUnavailable", "the server is currently unable to handle the request"));
    }

    private void throwIf(Kind kind, String subject, ApiError error) {
        if (stage.hit(kind, subject).isPresent()) {
            throw error;
        }
    }

    private static void delay(Optional<Fault> fault) throws InterruptedException {
        if (fault.isPresent()) {
            Thread.sleep(fault.get().delay());
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (answer.code() == 429) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        answer.warnings().forEach(warning -> exchange.getResponseHeaders().add("Warning", "299 - \"" + warning.replace("\"", "\\\"") + "\""));
        exchange.sendResponseHeaders(answer.code(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        stopped = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
