/**
 * The portal as people start it: as docker-compose.yml runs it, on a real Keycloak and a PostgreSQL with passwords, without containers; and
 * by {@code bin/portal --real-cluster}.
 */
@NullMarked
package com.trmlabs.portal.realparts;

import org.jspecify.annotations.NullMarked;
