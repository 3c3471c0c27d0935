package com.trmlabs.portal.change;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code portal.change}.
 *
 * @param approvalExpiry how long votes can be given, and count, after sealing
 * @param lease how long a runner that stops answering keeps its change; longer than any single call to a cluster
 * @param faultLimit for how long a step tries again when a machine does not answer
 */
@ConfigurationProperties("portal.change")
record ChangeSettings(@DefaultValue("72h") Duration approvalExpiry, @DefaultValue("15s") Duration lease, @DefaultValue("10m") Duration faultLimit) {

    ChangeSettings {
        positive("approval-expiry", approvalExpiry);
        positive("lease", lease);
        positive("fault-limit", faultLimit);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("portal.change." + name + " has to be longer than nothing, not " + value);
        }
    }
}
