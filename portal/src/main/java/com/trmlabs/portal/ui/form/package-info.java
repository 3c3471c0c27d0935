/** One form for every service type, made from its JSON Schema. */
@NamedInterface("form")
@NullMarked
package com.trmlabs.portal.ui.form;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
