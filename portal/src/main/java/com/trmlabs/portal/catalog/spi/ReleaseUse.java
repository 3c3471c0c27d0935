package com.trmlabs.portal.catalog.spi;

import java.util.List;

/** Tells who runs a release; offered by whoever installs them. */
public interface ReleaseUse {

    /** Only what the person signed in may see. */
    List<Use> uses(String type, String version);

    /**
     * @param service as people name it: {@code bluefin-prod.api}
     * @param customer whose it is
     * @param path of the service's page, relative
     */
    record Use(String service, String customer, String path) {}
}
