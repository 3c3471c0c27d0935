package com.trmlabs.portal.kernel;

/** A service type installed in a cluster: {@code bluefin-prod.api}. Its namespace bears the name of the type. */
public record ServiceName(ClusterName cluster, String type) {

    public ServiceName {
        Checks.matches(type, "[a-z][a-z0-9-]{1,29}", "A service type has 2 to 30 lower-case letters, digits or dashes");
    }

    public static ServiceName of(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("A service is named cluster.type, for example bluefin-prod.api, not '" + text + "'");
        }
        return new ServiceName(new ClusterName(text.substring(0, dot)), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return cluster + "." + type;
    }
}
