/** What the portal knows of Patroni's clusters: their members and their health, read from the Kubernetes API alone. */
@ApplicationModule(displayName = "postgres", allowedDependencies = {"kernel", "ui", "customer", "catalog", "change", "change::spi", "service", "service::spi", "service::ui"})
@NullMarked
package com.trmlabs.portal.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
