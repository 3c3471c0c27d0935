/** The customers' Google Cloud projects as the rehearsal has them: data, from {@code world.yaml} and what was changed since. */
@NullMarked
package com.trmlabs.portal.rehearsal.world;

import org.jspecify.annotations.NullMarked;
