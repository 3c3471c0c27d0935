/** The record: hears every event, writes it beside the state change, and lets auditors read and export it. */
@ApplicationModule(displayName = "audit", allowedDependencies = {"kernel", "identity", "ui"})
@NullMarked
package com.trmlabs.portal.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
