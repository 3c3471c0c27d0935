/** Objects, their history and their journal on disk. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes.store;

import org.jspecify.annotations.NullMarked;
