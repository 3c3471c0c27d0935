package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import com.trmlabs.portal.rehearsal.google.Access.Caller;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jakarta.servlet.ServletException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The routes of one of Google's hosts: every call knows its caller, every refusal has the host's form. */
final class Rest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final String base;
    private final Access access;
    private final boolean oldErrors;
    private final RouterFunctions.Builder routes = RouterFunctions.route();

    private Rest(String host, Access access, boolean oldErrors) {
        this.base = "/google/" + host;
        this.access = access;
        this.oldErrors = oldErrors;
        routes.onError(GoogleFault.class, (fault, request) -> refusal((GoogleFault) fault));
    }

    static Rest host(String host, Access access) {
        return new Rest(host, access, false);
    }

    /** Compute has kept the form of errors from before the others got theirs. */
    static Rest compute(Access access) {
        return new Rest(Access.Api.COMPUTE.host(), access, true);
    }

    Rest on(HttpMethod method, String path, Call call) {
        return on(RequestPredicates.method(method).and(RequestPredicates.path(base + path)), call);
    }

    private Rest on(RequestPredicate predicate, Call call) {
        routes.route(predicate, request -> {
            var caller = access.caller(request.headers().firstHeader("Authorization"));
            return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).body(call.answer(request, caller));
        });
        return this;
    }

    RouterFunction<ServerResponse> build() {
        return routes.build();
    }

    /** @throws GoogleFault when the body is no such JSON */
    static <T> T body(ServerRequest request, Class<T> type) throws ServletException, IOException {
        try {
            return JSON.readValue(request.body(String.class), type);
        } catch (JacksonException e) {
            throw GoogleFault.invalid("Invalid JSON payload received. " + e.getOriginalMessage());
        }
    }

    private ServerResponse refusal(GoogleFault fault) {
        var status = oldErrors && fault.code() == Code.FAILED_PRECONDITION ? 412 : fault.httpStatus();
        var error = new LinkedHashMap<String, Object>();
        error.put("code", status);
        error.put("message", fault.getMessage());
        if (oldErrors) {
            error.put("errors", List.of(Map.of("message", fault.getMessage(), "domain", "global", "reason", oldReason(status))));
        }
        if (!oldErrors || !fault.reason().isEmpty()) {
            error.put("status", fault.code().name());
        }
        if (!fault.reason().isEmpty()) {
            error.put("details", List.of(Map.of("@type", "type.googleapis.com/google.rpc.ErrorInfo", "reason", fault.reason(),
                    "domain", fault.domain(), "metadata", fault.metadata())));
        }
        return ServerResponse.status(status).contentType(MediaType.APPLICATION_JSON).body(Map.of("error", error));
    }

    private static String oldReason(int status) {
        return switch (status) {
            case 401 -> "authError";
            case 403 -> "forbidden";
            case 404 -> "notFound";
            case 409 -> "alreadyExists";
            case 412 -> "conditionNotMet";
            case 400 -> "invalid";
            default -> "backendError";
        };
    }

    /** What one call answers. */
    interface Call {
        Object answer(ServerRequest request, Caller caller) throws ServletException, IOException;
    }
}
