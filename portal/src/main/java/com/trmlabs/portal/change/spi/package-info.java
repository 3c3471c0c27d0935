/** Seams for modules that bring kinds of change, and the ports through which plans and steps reach a cluster. */
@NamedInterface("spi")
@NullMarked
package com.trmlabs.portal.change.spi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
