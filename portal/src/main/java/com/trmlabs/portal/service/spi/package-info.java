/** Ports of service: the edge that filters external clients. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.service.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
