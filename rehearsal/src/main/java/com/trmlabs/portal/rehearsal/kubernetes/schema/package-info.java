/** What a simulated API server knows of its kinds: fields, list keys, what is dropped when empty, defaults. */
@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes.schema;

import org.jspecify.annotations.NullMarked;
