/** Simulated Google Cloud: the calls that the portal makes, with Google's addresses, bodies, permissions and errors. */
@NullMarked
package com.trmlabs.portal.rehearsal.google;

import org.jspecify.annotations.NullMarked;
