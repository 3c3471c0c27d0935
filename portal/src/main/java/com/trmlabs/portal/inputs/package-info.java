/** What people configure: values checked against a JSON Schema and explained in words; knows no feature and no screen. */
@ApplicationModule(displayName = "inputs", allowedDependencies = {"kernel"})
@NullMarked
package com.trmlabs.portal.inputs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
