/** Speaks to the API servers of customers' clusters; implements ports, nobody depends on it. */
@ApplicationModule(displayName = "kubernetes", allowedDependencies = {"kernel", "customer", "customer :: spi", "change", "change::spi", "cluster", "cluster::spi"})
@NullMarked
package com.trmlabs.portal.kubernetes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
