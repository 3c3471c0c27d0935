package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import java.util.Map;

/** A refusal as Google words it; each protocol gives it its own form. */
final class GoogleFault extends RuntimeException {

    private final Code code;
    private final String reason;
    private final String domain;
    private final Map<String, String> metadata;

    private GoogleFault(Code code, String message, String reason, String domain, Map<String, String> metadata) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.domain = domain;
        this.metadata = metadata;
    }

    static GoogleFault of(Code code, String message) {
        return new GoogleFault(code, message, "", "", Map.of());
    }

    static GoogleFault of(Code code, String message, String reason, String domain, Map<String, String> metadata) {
        return new GoogleFault(code, message, reason, domain, metadata);
    }

    static GoogleFault unauthenticated() {
        return of(Code.UNAUTHENTICATED,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid"
                        + " authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                "ACCESS_TOKEN_TYPE_UNSUPPORTED", "googleapis.com", Map.of());
    }

    static GoogleFault serviceDisabled(String title, String service, long project) {
        return of(Code.PERMISSION_DENIED,
                "%s has not been used in project %d before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/%s/overview?project=%d then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
                        .formatted(title, project, service, project),
                "SERVICE_DISABLED", "googleapis.com", Map.of("service", service, "consumer", "projects/" + project));
    }

    static GoogleFault notFound(String message) {
        return of(Code.NOT_FOUND, message);
    }

    static GoogleFault invalid(String message) {
        return of(Code.INVALID_ARGUMENT, message);
    }

    Code code() {
        return code;
    }

    String reason() {
        return reason;
    }

    String domain() {
        return domain;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    int httpStatus() {
        return switch (code) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            default -> 500;
        };
    }
}
