/** The releases pages. */
@NullMarked
package com.trmlabs.portal.catalog.ui;

import org.jspecify.annotations.NullMarked;
