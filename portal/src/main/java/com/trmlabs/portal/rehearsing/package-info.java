/** What the portal has in a rehearsal only: the example, the director's desk, a crash at a chosen moment. Nobody depends on it. */
@ApplicationModule(displayName = "rehearsing", allowedDependencies = {"kernel", "identity", "ui", "inputs", "approval", "customer", "catalog", "change",
    "change::spi", "cluster", "service"})
@NullMarked
package com.trmlabs.portal.rehearsing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
