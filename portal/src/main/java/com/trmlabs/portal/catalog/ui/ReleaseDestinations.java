package com.trmlabs.portal.catalog.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.ui.Destinations;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Lets Go to find releases by type and version. */
@Component
class ReleaseDestinations implements Destinations {

    private final Catalog catalog;

    ReleaseDestinations(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<Destination> find(String text) {
        String sought = text.strip().toLowerCase(Locale.ROOT);
        return catalog.types().stream().flatMap(type -> catalog.releases(type.name()).stream())
                .map(release -> new Destination("Release", release.type() + " " + release.version(), "releases/" + release.type() + "/" + release.version()))
                .filter(destination -> destination.name().contains(sought)).limit(10).toList();
    }
}
