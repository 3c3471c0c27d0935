/** The application's start: settings, database, security, health. No module may use it. */
@NullMarked
package com.trmlabs.portal;

import org.jspecify.annotations.NullMarked;
