/**
 * The portal as people start it: as docker-compose.yml runs it, in its own image, on a real Keycloak and a PostgreSQL with passwords; by
 * {@code bin/portal}, {@code bin/portal --real-cluster}, and on a machine that lacks what it needs.
 */
@NullMarked
package com.trmlabs.portal.realparts;

import org.jspecify.annotations.NullMarked;
