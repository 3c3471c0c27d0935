package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.spi.ReleaseUse;
import com.trmlabs.portal.identity.CurrentActor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells the releases page which services run a release. */
@Component
class RunningReleases implements ReleaseUse {

    private final ServiceQueries services;
    private final ServiceStore store;
    private final CurrentActor current;

    RunningReleases(ServiceQueries services, ServiceStore store, CurrentActor current) {
        this.services = services;
        this.store = store;
        this.current = current;
    }

    @Override
    public List<Use> uses(String type, String version) {
        return services.running(type, version).stream()
                .map(row -> new Use(row.service().toString(), row.customer().toString(), "services/" + row.service()))
                .toList();
    }

    @Override
    public Map<String, Integer> counts(String type, List<String> versions) {
        var seen = current.grants();
        return store.running(type, versions.toArray(String[]::new), seen.seesAll(), seen.customerNames()).stream()
                .collect(Collectors.toMap(ServiceStore.Running::getRelease, ServiceStore.Running::getServices));
    }
}
