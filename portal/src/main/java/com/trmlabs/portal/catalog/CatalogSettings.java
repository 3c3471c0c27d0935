package com.trmlabs.portal.catalog;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the catalog.
 *
 * @param folder the service types, one folder each; a relative one is looked for in the working directory, beside the program
 *     and in the folders above both
 * @param maxChart the largest chart archive that may be uploaded
 * @param maxUnpacked the most that a chart may hold, so that a small archive cannot fill memory or disk
 */
@ConfigurationProperties("portal.catalog")
record CatalogSettings(@DefaultValue("k8s/services") String folder, @DefaultValue("1MB") DataSize maxChart,
        @DefaultValue("8MB") DataSize maxUnpacked) {}
