package com.trmlabs.portal.postgres;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.ServiceQueries;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads the members of database services from their clusters, for pages; what the actor may not see is not there. */
@Component
public class Databases {

    private final ServiceQueries services;
    private final KubernetesClusters clusters;
    private final Catalog catalog;

    Databases(ServiceQueries services, KubernetesClusters clusters, Catalog catalog) {
        this.services = services;
        this.clusters = clusters;
        this.catalog = catalog;
    }

    /** Whether services of the type are databases that Patroni leads. */
    public boolean knows(String type) {
        return catalog.type(type).descriptor().at("/health/checks").valueStream().anyMatch(check -> check.asString().equals(PatroniHealth.NAME));
    }

    /** Asks the cluster now; may throw a {@link com.trmlabs.portal.change.spi.KubernetesFault}. */
    public List<Group> groups(ServiceName service) {
        return Groups.read(clusters.connect(service.cluster(), CloudIdentity.READ), services.workloads(service));
    }
}
