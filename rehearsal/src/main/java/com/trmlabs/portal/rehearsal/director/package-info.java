/** The stage director: what shall fail on purpose, where and until when, and who may still sign in. */
@NullMarked
package com.trmlabs.portal.rehearsal.director;

import org.jspecify.annotations.NullMarked;
