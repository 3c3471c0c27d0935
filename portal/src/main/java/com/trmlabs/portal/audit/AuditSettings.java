package com.trmlabs.portal.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param sequenceEvery how long the sequencer rests when nothing waits to enter the log
 * @param lagLimit an event that waits longer than this for its place in the log makes the portal unready
 */
@ConfigurationProperties("portal.audit")
record AuditSettings(@DefaultValue("500ms") Duration sequenceEvery, @DefaultValue("1m") Duration lagLimit) {

    AuditSettings {
        positive("sequence-every", sequenceEvery);
        positive("lag-limit", lagLimit);
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("portal.audit." + name + " has to be longer than nothing, not " + value);
        }
    }
}
