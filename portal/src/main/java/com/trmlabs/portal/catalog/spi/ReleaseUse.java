package com.trmlabs.portal.catalog.spi;

import java.util.List;
import java.util.Map;

/** Tells who runs a release; offered by whoever installs them. */
public interface ReleaseUse {

    /** Only what the person signed in may see. */
    List<Use> uses(String type, String version);

    /** How many services run each of some versions, likewise; those that none runs are absent. */
    Map<String, Integer> counts(String type, List<String> versions);

    /**
     * @param service as people name it: {@code bluefin-prod.api}
     * @param customer whose it is
     * @param path of the service's page, relative
     */
    record Use(String service, String customer, String path) {}
}
