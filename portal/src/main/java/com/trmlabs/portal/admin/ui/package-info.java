/** Pages for administrators. */
@NullMarked
package com.trmlabs.portal.admin.ui;

import org.jspecify.annotations.NullMarked;
