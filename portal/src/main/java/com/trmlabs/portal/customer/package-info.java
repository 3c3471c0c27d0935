/** Customers, their projects, how we are let in, and preflight. */
@ApplicationModule(displayName = "customer", allowedDependencies = {"kernel", "identity", "ui", "audit::spi"})
@NullMarked
package com.trmlabs.portal.customer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
