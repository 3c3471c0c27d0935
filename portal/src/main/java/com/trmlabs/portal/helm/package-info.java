/** Renders charts with real Helm, in this process; implements a port, nobody depends on it. */
@ApplicationModule(displayName = "helm", allowedDependencies = {"kernel", "change", "change::spi"})
@NullMarked
package com.trmlabs.portal.helm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
