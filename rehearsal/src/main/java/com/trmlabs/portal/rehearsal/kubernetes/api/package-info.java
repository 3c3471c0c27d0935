/** The API server: HTTP, identity, rights, verbs, admission, validation. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes.api;

import org.jspecify.annotations.NullMarked;
