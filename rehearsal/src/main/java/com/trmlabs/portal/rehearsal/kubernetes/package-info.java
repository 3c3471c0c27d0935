/** A simulated Kubernetes API server with stage-hand controllers, good enough to plan, roll out and find drift against. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes;

import org.jspecify.annotations.NullMarked;
