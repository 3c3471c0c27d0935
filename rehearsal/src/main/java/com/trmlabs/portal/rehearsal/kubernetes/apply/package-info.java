/** Server-side apply: who owns which field, merging, giving up, conflicts. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes.apply;

import org.jspecify.annotations.NullMarked;
