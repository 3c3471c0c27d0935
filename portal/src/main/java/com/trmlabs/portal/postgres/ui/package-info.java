/** The card of a database on the page of its service. */
@NullMarked
package com.trmlabs.portal.postgres.ui;

import org.jspecify.annotations.NullMarked;
