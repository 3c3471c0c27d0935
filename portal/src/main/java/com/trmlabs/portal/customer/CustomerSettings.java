package com.trmlabs.portal.customer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code portal.customer}.
 *
 * @param checkTimeout how long one round of preflight may take; a check without an answer by then has failed
 */
@ConfigurationProperties("portal.customer")
record CustomerSettings(@DefaultValue("20s") Duration checkTimeout) {

    CustomerSettings {
        if (checkTimeout.isNegative() || checkTimeout.isZero() || checkTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("portal.customer.check-timeout lies between 1 ms and 5 minutes, not " + checkTimeout);
        }
    }
}
