/** The portal as docker-compose.yml runs it, on a real Keycloak and a PostgreSQL with passwords, without containers. */
@NullMarked
package com.trmlabs.portal.realparts;

import org.jspecify.annotations.NullMarked;
