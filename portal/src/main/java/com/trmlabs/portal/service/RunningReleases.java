package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.spi.ReleaseUse;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells the releases page which services run a release. */
@Component
class RunningReleases implements ReleaseUse {

    private final ServiceQueries services;

    RunningReleases(ServiceQueries services) {
        this.services = services;
    }

    @Override
    public List<Use> uses(String type, String version) {
        return services.running(type, version).stream()
                .map(row -> new Use(row.service().toString(), row.customer().toString(), "services/" + row.service()))
                .toList();
    }
}
