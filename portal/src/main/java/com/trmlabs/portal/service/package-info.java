/** Services in clusters: install, upgrade, configure, health. */
@ApplicationModule(displayName = "service", allowedDependencies = {"kernel", "identity", "ui", "ui::form", "inputs", "customer", "customer::spi", "catalog", "approval", "change", "change::spi", "cluster", "cluster::spi"})
@NullMarked
package com.trmlabs.portal.service;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
