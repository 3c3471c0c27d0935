/** The page of the record. */
@NullMarked
package com.trmlabs.portal.audit.ui;

import org.jspecify.annotations.NullMarked;
