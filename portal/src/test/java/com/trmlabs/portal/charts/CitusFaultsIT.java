package com.trmlabs.portal.charts;

import org.junit.jupiter.api.Tag;

/** Citus, where a package of it is given: a coordinator and two worker groups. */
@Tag("citus")
class CitusFaultsIT extends DatabaseFaults {

    CitusFaultsIT() {
        super(Shape.CITUS);
    }
}
