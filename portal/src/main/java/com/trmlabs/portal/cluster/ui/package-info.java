/** The page of a cluster; other modules hang their cards on it. */
@NamedInterface("ui")
@NullMarked
package com.trmlabs.portal.cluster.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
