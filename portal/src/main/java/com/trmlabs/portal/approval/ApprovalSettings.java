package com.trmlabs.portal.approval;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code portal.approval}.
 *
 * @param freshSignIn how old a sign-in may be at a vote
 */
@ConfigurationProperties("portal.approval")
record ApprovalSettings(@DefaultValue("5m") Duration freshSignIn) {

    ApprovalSettings {
        if (freshSignIn.isNegative() || freshSignIn.isZero() || freshSignIn.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("portal.approval.fresh-sign-in lies between 1 second and 1 hour, not " + freshSignIn);
        }
    }
}
