package com.trmlabs.portal.rehearsal.desk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Lets calls through that come from this machine and know the word. */
final class OnlyTheDirector implements HandlerFilterFunction<ServerResponse, ServerResponse> {

    private final byte[] expected;

    OnlyTheDirector(String word) {
        this.expected = ("Bearer " + word).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
        var sent = request.headers().firstHeader("Authorization");
        var near = request.remoteAddress().map(from -> from.getAddress().isLoopbackAddress()).orElse(false);
        if (!near || sent == null || !MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))) {
            return ServerResponse.status(HttpStatus.UNAUTHORIZED)
                    .body(Map.of("error", "Send the word in director.token of the rehearsal's folder as bearer token, from this machine."));
        }
        return next.handle(request);
    }
}
