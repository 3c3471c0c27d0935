/** GKE clusters in customers' projects: provision, health. */
@ApplicationModule(displayName = "cluster", allowedDependencies = {"kernel", "identity", "ui", "audit::spi", "customer", "customer::spi", "customer::ui", "catalog", "change", "change::spi", "change::ui"})
@NullMarked
package com.trmlabs.portal.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
