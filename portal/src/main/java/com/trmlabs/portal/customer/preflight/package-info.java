/** The checks that come with the portal; others can be added as beans of {@link com.trmlabs.portal.customer.spi.PreflightCheck}. */
@NullMarked
package com.trmlabs.portal.customer.preflight;

import org.jspecify.annotations.NullMarked;
