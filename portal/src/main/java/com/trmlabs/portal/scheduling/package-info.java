/** Quartz wiring: what runs when, and nothing else. */
@ApplicationModule(displayName = "scheduling", allowedDependencies = {"kernel", "identity", "approval", "change", "audit", "customer", "cluster", "service"})
@NullMarked
package com.trmlabs.portal.scheduling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
