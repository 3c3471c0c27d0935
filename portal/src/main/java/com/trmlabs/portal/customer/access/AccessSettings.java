package com.trmlabs.portal.customer.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code portal.access}.
 *
 * @param serviceAccount e-mail address of the portal's own Google service account, which customers let impersonate theirs
 */
@ConfigurationProperties("portal.access")
record AccessSettings(@DefaultValue("portal@customer-cloud-portal.iam.gserviceaccount.com") String serviceAccount) {

    AccessSettings {
        if (!serviceAccount.matches("[a-z0-9-]+@[a-z0-9.-]+\\.gserviceaccount\\.com")) {
            throw new IllegalArgumentException("portal.access.service-account is an address like portal@project.iam.gserviceaccount.com, not '"
                    + serviceAccount + "'");
        }
    }
}
