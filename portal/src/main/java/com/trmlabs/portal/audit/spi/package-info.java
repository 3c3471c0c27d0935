/** What the record asks other modules. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.audit.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
