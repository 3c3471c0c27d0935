/** Words that every module shares: ids, the actor, events, refusals; no framework behind them. */
@ApplicationModule(displayName = "kernel", allowedDependencies = {})
@NullMarked
package com.trmlabs.portal.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
