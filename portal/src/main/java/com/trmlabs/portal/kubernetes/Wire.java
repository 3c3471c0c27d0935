package com.trmlabs.portal.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What every call of one client carries and how much of an answer is taken. It stands in the place of the client's own token
 * handling, which cannot say that a token was refused; the client bounds neither the size of a body nor its time.
 */
final class Wire implements Interceptor {

    /** Gives a token; a fresh one after the last was refused. */
    interface Tokens {
        String token(boolean fresh);
    }

    private final Tokens tokens;
    private final Gate gate;
    private final Limits limits;

    Wire(Tokens tokens, Gate gate, Limits limits) {
        this.tokens = tokens;
        this.gate = gate;
        this.limits = limits;
    }

    @Override
    public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
        authorize(request, false);
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder request, HttpResponse<?> response, RequestTags tags) {
        var refused = response.code() == 401;
        if (refused) {
            authorize(request, true);
        }
        return CompletableFuture.completedFuture(refused);
    }

    private void authorize(BasicBuilder request, boolean fresh) {
        request.setHeader("Authorization", "Bearer " + tokens.token(fresh));
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (response.code() == 429 || response.code() == 503) {
            response.headers("Retry-After").stream().filter(seconds -> seconds.matches("\\d{1,6}")).findFirst()
                    .ifPresent(seconds -> gate.close(Duration.ofSeconds(Long.parseLong(seconds))));
        }
        if (response.body() instanceof AsyncBody body) {
            body.done().orTimeout(limits.answer().toMillis(), TimeUnit.MILLISECONDS).whenComplete((end, fault) -> {
                if (fault != null) {
                    body.cancel();
                }
            });
        }
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        var taken = new AtomicLong();
        return (buffers, body) -> {
            if (taken.addAndGet(buffers.stream().mapToLong(ByteBuffer::remaining).sum()) > limits.bytes()) {
                throw new IOException("The answer is longer than " + limits.bytes() + " bytes");
            }
            consumer.consume(buffers, body);
        };
    }
}
