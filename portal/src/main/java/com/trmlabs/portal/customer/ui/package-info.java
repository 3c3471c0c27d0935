/** Pages of customers and their onboarding, and the places where other modules add a step or a card. */
@NamedInterface("ui")
@NullMarked
package com.trmlabs.portal.customer.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
