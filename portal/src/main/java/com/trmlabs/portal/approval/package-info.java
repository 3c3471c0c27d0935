/** Votes over an opaque subject and its fingerprint, by rule. */
@ApplicationModule(displayName = "approval", allowedDependencies = {"kernel", "identity", "ui"})
@NullMarked
package com.trmlabs.portal.approval;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
