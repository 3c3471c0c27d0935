/** The identity provider of the rehearsal: people who may sign in, and OpenID Connect on top of them. */
@NullMarked
package com.trmlabs.portal.rehearsal.identity;

import org.jspecify.annotations.NullMarked;
