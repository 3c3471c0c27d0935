package com.trmlabs.portal.charts;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;

/** Plain PostgreSQL, with both poolers. Late, when no other tests run beside it: what clients notice is written down. */
@Tag("cluster")
@Order(Integer.MAX_VALUE - 1)
class DatabaseFaultsIT extends DatabaseFaults {

    DatabaseFaultsIT() {
        super(Shape.PLAIN);
    }
}
