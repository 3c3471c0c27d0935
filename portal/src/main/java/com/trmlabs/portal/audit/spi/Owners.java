package com.trmlabs.portal.audit.spi;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.Optional;

/**
 * Says whose something is that people act on, so that what was refused about it is found beside what was done. A module answers
 * for what it keeps, and for nothing else.
 */
public interface Owners {

    /**
     * Asked in the middle of transactions: an answer reads a row and locks nothing.
     *
     * @param action as in {@link com.trmlabs.portal.kernel.Activity#value()}, for what has a number only
     * @param named an id, or a subject as people name it
     */
    Optional<Owner> of(String action, Object named);

    record Owner(CustomerId customer, Optional<ServiceName> service) {}
}
