/** Who somebody is and may do: roles from groups, one person behind many subjects, fresh sign-in. */
@ApplicationModule(displayName = "identity", allowedDependencies = {"kernel"})
@NullMarked
package com.trmlabs.portal.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
