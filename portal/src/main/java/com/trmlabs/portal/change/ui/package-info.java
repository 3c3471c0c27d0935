/** Pages of changes, and how other pages show what a plan would do. */
@NamedInterface("ui")
@NullMarked
package com.trmlabs.portal.change.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
