/** Services in clusters: install, upgrade, configure, health. */
@ApplicationModule(displayName = "service", allowedDependencies = {"kernel", "identity", "ui", "ui::form", "inputs", "customer", "customer::spi", "customer::ui", "catalog", "catalog::spi", "approval", "change", "change::spi", "cluster", "cluster::spi", "cluster::ui", "change::ui"})
@NullMarked
package com.trmlabs.portal.service;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
