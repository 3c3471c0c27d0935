/** One process that plays everything around the portal: Google Cloud, its clusters and the identity provider. */
@NullMarked
package com.trmlabs.portal.rehearsal;

import org.jspecify.annotations.NullMarked;
