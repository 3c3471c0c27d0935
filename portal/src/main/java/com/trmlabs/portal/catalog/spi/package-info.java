/** What the catalog asks of modules that it does not know. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.catalog.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
