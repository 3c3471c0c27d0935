package com.trmlabs.portal.customer.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings under {@code portal.access}.
 *
 * @param serviceAccount e-mail address of the portal's own Google service account, which customers let impersonate theirs; without
 *     it the commands for a customer's admin cannot be made
 */
@ConfigurationProperties("portal.access")
record AccessSettings(@Nullable String serviceAccount) {

    AccessSettings {
        if (serviceAccount != null && !serviceAccount.matches("[a-z0-9-]+@[a-z0-9.-]+\\.gserviceaccount\\.com")) {
            throw new IllegalArgumentException("portal.access.service-account is an address like portal@project.iam.gserviceaccount.com, not '"
                    + serviceAccount + "'");
        }
    }
}
