/** What administrators of the portal see: machine tokens. */
@ApplicationModule(displayName = "admin", allowedDependencies = {"kernel", "identity", "ui"})
@NullMarked
package com.trmlabs.portal.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
