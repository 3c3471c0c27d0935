/** Pages of a rehearsal. */
@NullMarked
package com.trmlabs.portal.rehearsing.ui;

import org.jspecify.annotations.NullMarked;
