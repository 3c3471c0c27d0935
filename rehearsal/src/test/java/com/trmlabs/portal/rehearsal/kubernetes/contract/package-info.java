/** The same cases against the simulated and a real API server; what the real one answers is recorded. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes.contract;

import org.jspecify.annotations.NullMarked;
