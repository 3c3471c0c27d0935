package com.trmlabs.portal.kubernetes;

import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.KubernetesFault.Conflict;
import com.trmlabs.portal.change.spi.KubernetesFault.Refused;
import com.trmlabs.portal.change.spi.KubernetesFault.Rejected;
import com.trmlabs.portal.change.spi.KubernetesFault.Unreachable;
import com.trmlabs.portal.customer.spi.CloudFault;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Turns what the client throws into the fault that says what to do, in words for a person, without addresses and dumps. */
final class Translation {

    private static final Pattern MANAGER = Pattern.compile("conflict with \"([^\"]*)\"");
    private static final int LONG = 300;

    private Translation() {}

    static KubernetesFault of(String cluster, KubernetesClientException fault) {
        var status = fault.getStatus();
        return status == null || fault.getCode() <= 0
                ? new Unreachable("The API server of " + cluster + " " + silence(fault) + ".", fault)
                : answered(cluster, fault.getCode(), status, fault);
    }

    /** No token: the same fault, as seen from the cluster. */
    static KubernetesFault of(String cluster, CloudFault fault) {
        var message = "No token for the cluster " + cluster + ": " + fault.getMessage();
        return fault instanceof CloudFault.Unreachable ? new Unreachable(message, fault) : new Refused(message, fault);
    }

    private static KubernetesFault answered(String cluster, int code, Status status, KubernetesClientException fault) {
        var message = cut(Objects.requireNonNullElse(status.getMessage(), "no reason given"));
        return switch (code) {
            case 401 -> new Refused("The API server of " + cluster + " does not know our identity: " + message, fault);
            case 403 -> isEnding(status) ? new Unreachable(message, fault) : new Refused(message, fault);
            case 409 -> conflict(status, message, fault);
            case 500 -> message.contains("failed to create typed patch object") ? new Rejected(message, fault) : ill(cluster, code, message, fault);
            case 400, 404, 405, 406, 413, 415, 422 -> new Rejected(withCauses(status, message), fault);
            default -> ill(cluster, code, message, fault);
        };
    }

    private static KubernetesFault ill(String cluster, int code, String message, KubernetesClientException fault) {
        return new Unreachable("The API server of " + cluster + " answered " + code + ": " + message, fault);
    }

    /** Other conflicts are races, and the next attempt sees what the other has done. */
    private static KubernetesFault conflict(Status status, String message, KubernetesClientException fault) {
        var fields = causes(status).filter(cause -> "FieldManagerConflict".equals(cause.getReason())).map(Translation::owned).toList();
        return fields.isEmpty() ? new Unreachable(message, fault) : new Conflict(
                "Others own fields that this would change: " + fields.stream()
                        .map(owned -> owned.field() + " (" + owned.manager() + ")").collect(Collectors.joining(", ")),
                fields, fault);
    }

    private static Conflict.Owned owned(StatusCause cause) {
        var manager = MANAGER.matcher(Objects.requireNonNullElse(cause.getMessage(), ""));
        return new Conflict.Owned(cause.getField(), manager.find() ? manager.group(1) : "unknown");
    }

    /** A namespace on its way out refuses new objects with 403, whoever asks. */
    private static boolean isEnding(Status status) {
        return causes(status).anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }

    /** The causes name every field; the message alone may be one dump of a pod's specification. */
    private static String withCauses(Status status, String message) {
        var fields = causes(status).filter(cause -> cause.getField() != null).limit(20)
                .map(cause -> cause.getField() + ": " + cut(Objects.requireNonNullElse(cause.getMessage(), ""))).distinct().toList();
        if (fields.isEmpty() || status.getDetails().getName() == null) {
            return message;
        }
        return status.getDetails().getKind() + " " + status.getDetails().getName() + " is invalid: " + String.join("; ", fields);
    }

    private static Stream<StatusCause> causes(Status status) {
        return status.getDetails() == null ? Stream.empty()
                : Objects.requireNonNullElse(status.getDetails().getCauses(), List.<StatusCause>of()).stream();
    }

    /** Begin and end tell what is wrong; what is cut out is the value that was sent. */
    private static String cut(String text) {
        return text.length() <= LONG ? text : text.substring(0, LONG / 2) + " [...] " + text.substring(text.length() - LONG / 2);
    }

    private static String silence(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case HttpTimeoutException late -> {
                    return "did not answer in time";
                }
                case TimeoutException late -> {
                    return "did not answer in time";
                }
                case UnknownHostException unknown -> {
                    return "has an address that cannot be found";
                }
                case UnresolvedAddressException unknown -> {
                    return "has an address that cannot be found";
                }
                case ConnectException refused -> {
                    return "takes no connection";
                }
                case SSLException untrusted -> {
                    return "could not prove who it is, so nothing was sent";
                }
                default -> {}
            }
        }
        return "broke the connection off or gave an answer that cannot be read";
    }
}
