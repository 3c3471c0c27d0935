/** Ports of cluster: the container engine, access tokens, and what stands in a cluster. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.cluster.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
