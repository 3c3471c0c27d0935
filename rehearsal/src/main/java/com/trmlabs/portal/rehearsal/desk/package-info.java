/** The director's desk: the REST calls by which the stage is changed while the play runs. */
@NullMarked
package com.trmlabs.portal.rehearsal.desk;

import org.jspecify.annotations.NullMarked;
