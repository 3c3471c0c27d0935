/** A real Kubernetes behind the simulated container engine. */
@NullMarked
package com.trmlabs.portal.rehearsal.real;

import org.jspecify.annotations.NullMarked;
