package com.trmlabs.portal.charts;

/** Something that is done to a cluster. */
@FunctionalInterface
interface Act {

    void run() throws Exception;
}
