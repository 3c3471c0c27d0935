@NullMarked
package com.trmlabs.portal.rehearsal.kubernetes;

import org.jspecify.annotations.NullMarked;
