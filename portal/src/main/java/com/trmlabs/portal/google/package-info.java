/** Speaks to Google Cloud; implements ports, nobody depends on it. */
@ApplicationModule(displayName = "google", allowedDependencies = {"kernel", "customer", "customer::spi", "cluster", "cluster::spi", "service", "service::spi"})
@NullMarked
package com.trmlabs.portal.google;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
