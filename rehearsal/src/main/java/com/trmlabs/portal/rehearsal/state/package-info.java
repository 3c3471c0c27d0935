/** What has to outlive the process: small files in one folder. */
@NullMarked
package com.trmlabs.portal.rehearsal.state;

import org.jspecify.annotations.NullMarked;
