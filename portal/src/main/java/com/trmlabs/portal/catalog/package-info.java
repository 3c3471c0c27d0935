/** What can be run: service types from folders and the releases that pipelines publish. */
@ApplicationModule(displayName = "catalog", allowedDependencies = {"kernel", "identity", "ui", "inputs"})
@NullMarked
package com.trmlabs.portal.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
