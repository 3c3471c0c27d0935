package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.ui.Destinations;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Clusters and services by name, for Go to. */
@Component
class ServiceDestinations implements Destinations {

    private final CustomerQueries customers;
    private final ClusterQueries clusters;
    private final ServiceQueries services;

    ServiceDestinations(CustomerQueries customers, ClusterQueries clusters, ServiceQueries services) {
        this.customers = customers;
        this.clusters = clusters;
        this.services = services;
    }

    @Override
    public List<Destination> find(String text) {
        String typed = text.toLowerCase(Locale.ROOT);
        return Stream.concat(
                        customers.rows("").stream().flatMap(customer -> clusters.of(customer.id()).stream())
                                .map(row -> new Destination("Cluster", row.name().value(), "clusters/" + row.name())),
                        services.all().stream().map(row -> new Destination("Service", row.service().toString(), "services/" + row.service())))
                .filter(destination -> destination.name().contains(typed))
                .limit(10)
                .toList();
    }
}
