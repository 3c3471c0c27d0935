/** The change: plan, seal, queue, and the runner that carries it out. */
@ApplicationModule(displayName = "change", allowedDependencies = {"kernel", "identity", "ui", "audit::spi", "approval", "approval::ui", "customer", "customer::spi", "catalog"})
@NullMarked
package com.trmlabs.portal.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
