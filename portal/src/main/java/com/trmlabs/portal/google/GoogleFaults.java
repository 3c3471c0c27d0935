package com.trmlabs.portal.google;

import com.google.api.gax.rpc.ApiException;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudFault.Refused;
import com.trmlabs.portal.customer.spi.CloudFault.Rejected;
import com.trmlabs.portal.customer.spi.CloudFault.Unreachable;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns Google's refusals into the fault that says what to do, with Google's own sentence. */
final class GoogleFaults {

    private static final int LONG = 600;

    private GoogleFaults() {}

    static CloudFault of(String host, int status, JsonNode error) {
        var message = cut(error.path("message").asString(host + " answered " + status + " without a reason"));
        var busy = error.toString().contains("resourceNotReady");
        return switch (status) {
            case 401 -> new Refused(message, null);
            case 403 -> denied(message, null);
            case 408, 409, 412, 429 -> new Unreachable(message, null);
            default -> status >= 500 || status < 400 || busy ? new Unreachable(message, null) : new Rejected(message, null);
        };
    }

    static CloudFault of(ApiException fault) {
        var message = cut(sentence(fault));
        return switch (fault.getStatusCode().getCode()) {
            case UNAUTHENTICATED -> new Refused(message, fault);
            case PERMISSION_DENIED -> denied(message, fault);
            case RESOURCE_EXHAUSTED -> isQuota(message) ? new Rejected(message, fault) : new Unreachable(message, fault);
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, ABORTED, CANCELLED, UNKNOWN -> new Unreachable("Kubernetes Engine does not answer: " + message, fault);
            case FAILED_PRECONDITION -> isBusy(message) ? new Unreachable(message, fault) : new Rejected(message, fault);
            default -> new Rejected(message, fault);
        };
    }

    /** Google also says 403 when there is no room for what was asked. */
    private static CloudFault denied(String message, @Nullable Throwable cause) {
        return isQuota(message) ? new Rejected(message, cause) : new Refused(message, cause);
    }

    private static boolean isQuota(String message) {
        return message.startsWith("Insufficient");
    }

    /** One operation at a time runs on a cluster. */
    private static boolean isBusy(String message) {
        return message.contains("operation");
    }

    /** Without the names of exceptions in front. */
    private static String sentence(ApiException fault) {
        return Optional.ofNullable(Status.fromThrowable(fault).getDescription()).orElse("no reason given");
    }

    private static String cut(String text) {
        return text.length() <= LONG ? text : text.substring(0, LONG) + " [...]";
    }
}
