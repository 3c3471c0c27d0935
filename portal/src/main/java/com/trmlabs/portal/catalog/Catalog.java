package com.trmlabs.portal.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What can be run: service types and their releases. */
public interface Catalog {

    List<ServiceType> types();

    /** @throws com.trmlabs.portal.kernel.NotFound when there is no such type */
    ServiceType type(String name);

    /** Newest version first. */
    List<Release> releases(String type);

    Optional<Release> release(String type, String version);

    /** The release's chart, unpacked to a folder that stays as long as the process; its digest was checked. */
    Path chart(Release release);
}
