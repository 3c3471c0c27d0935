package com.trmlabs.portal.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The catalog as folders and the database have it. */
@Component
class PublishedCatalog implements Catalog {

    private final ServiceTypes types;
    private final Releases releases;
    private final Charts charts;

    PublishedCatalog(ServiceTypes types, Releases releases, Charts charts) {
        this.types = types;
        this.releases = releases;
        this.charts = charts;
    }

    @Override
    public List<ServiceType> types() {
        return types.all();
    }

    @Override
    public ServiceType type(String name) {
        return types.type(name);
    }

    @Override
    public List<Release> releases(String type) {
        return releases.of(types.type(type).name());
    }

    @Override
    public List<Release> releases(String type, String text, Order order, int offset, int limit) {
        return releases.find(type, text, order, offset, limit);
    }

    @Override
    public int count(String type, String text) {
        return releases.count(type, text);
    }

    @Override
    public List<String> versions(String type) {
        return releases.versions(type);
    }

    @Override
    public List<Release> named(String text, int limit) {
        return releases.named(types.all().stream().map(ServiceType::name).toList(), text, limit);
    }

    @Override
    public Optional<Release> release(String type, String version) {
        return releases.find(type, version);
    }

    @Override
    public Path chart(Release release) {
        return charts.unpacked(release.chart());
    }
}
