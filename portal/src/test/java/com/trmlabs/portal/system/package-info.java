/** The portal on a real cluster behind simulated Google: what a crash, a fault, a lost right or a bad release does to a change. */
@NullMarked
package com.trmlabs.portal.system;

import org.jspecify.annotations.NullMarked;
