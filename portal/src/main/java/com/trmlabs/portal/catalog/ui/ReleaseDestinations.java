package com.trmlabs.portal.catalog.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.ui.Destinations;
import java.util.List;
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
        return catalog.named(text, 10).stream()
                .map(release -> new Destination("Release", release.type() + " " + release.version(), "releases/" + release.type() + "/" + release.version()))
                .toList();
    }
}
