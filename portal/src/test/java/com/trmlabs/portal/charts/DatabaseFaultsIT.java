package com.trmlabs.portal.charts;

import org.junit.jupiter.api.Tag;

/** Plain PostgreSQL, with both poolers. */
@Tag("cluster")
class DatabaseFaultsIT extends DatabaseFaults {

    DatabaseFaultsIT() {
        super(Shape.PLAIN);
    }
}
