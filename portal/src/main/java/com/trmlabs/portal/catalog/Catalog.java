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

    /** @param text looked for in version, notes, publisher and digests */
    List<Release> releases(String type, String text, Order order, int offset, int limit);

    int count(String type, String text);

    /** Newest first. */
    List<String> versions(String type);

    /** By type, newest version first. @param text looked for in type and version as in {@code api 2.4.0} */
    List<Release> named(String text, int limit);

    /** Versions are in the order of semver.org. */
    enum Order { NEWEST_VERSION, OLDEST_VERSION, PUBLISHED_LAST, PUBLISHED_FIRST }

    Optional<Release> release(String type, String version);

    /** The release's chart, unpacked to a folder that stays as long as the process; its digest was checked. */
    Path chart(Release release);
}
