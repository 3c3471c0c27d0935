/** What customer needs from the cloud, and the seam for preflight checks. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.customer.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
