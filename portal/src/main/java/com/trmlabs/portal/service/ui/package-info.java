/** The page of a service and the page that proposes a change of it. */
@NamedInterface("ui")
@NullMarked
package com.trmlabs.portal.service.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
