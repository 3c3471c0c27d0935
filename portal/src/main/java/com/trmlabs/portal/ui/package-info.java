/** The shell and the small components that all views share; knows no feature. */
@ApplicationModule(displayName = "ui", allowedDependencies = {"kernel", "identity", "inputs"})
@NullMarked
package com.trmlabs.portal.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
