package com.trmlabs.portal;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one line which setting the portal does not start with, instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class RefusedSettings implements FailureAnalyzer {

    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("portal");
    private static final String ACTION = "Correct it and start again; docs/settings.md describes every setting.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingRefused) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), ACTION, failure);
            }
            if (cause instanceof BindException unbound && (OURS.equals(unbound.getName()) || OURS.isAncestorOf(unbound.getName()))) {
                return new FailureAnalysis(words(unbound), ACTION, failure);
            }
            if (cause instanceof IllegalStateException && String.valueOf(cause.getMessage()).startsWith(OURS + ".")) {
                return new FailureAnalysis("Setting " + cause.getMessage() + ".", ACTION, failure);
            }
        }
        return null;
    }

    /** Our own checks name the setting; what cannot even be converted is named by the binder. The value stays out: it may be a secret. */
    private static String words(BindException unbound) {
        var root = NestedExceptionUtils.getMostSpecificCause(unbound);
        var message = String.valueOf(root.getMessage());
        if (message.startsWith(OURS + ".")) {
            return "Setting " + message + ".";
        }
        var property = unbound.getProperty();
        var name = property == null ? unbound.getName() : property.getName();
        return "Setting " + name + " is no " + unbound.getTarget().getType().toClass().getSimpleName() + ".";
    }
}
