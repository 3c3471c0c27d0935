/** Ports of cluster: the container engine and access tokens. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.cluster.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
