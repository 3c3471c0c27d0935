package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.cluster.ui.ClusterStatus;
import com.trmlabs.portal.customer.ui.CustomerSection;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Service;

/** What runs at a customer, cluster by cluster, on the customer's page. */
@Service
@Order(50)
class ClustersOfCustomer implements CustomerSection {

    private final ClusterQueries clusters;
    private final ServiceQueries services;

    ClustersOfCustomer(ClusterQueries clusters, ServiceQueries services) {
        this.clusters = clusters;
        this.services = services;
    }

    @Override
    public Optional<Component> section(CustomerId customer) {
        List<ClusterQueries.Row> all = clusters.of(customer);
        SectionCard card = new SectionCard("Clusters and services", all.stream().map(this::cluster).toArray(Component[]::new));
        if (all.isEmpty()) {
            card.add(new EmptyState("No cluster yet.", "The change at the end of the onboarding creates it, with its services."));
        }
        return Optional.of(card);
    }

    private Component cluster(ClusterQueries.Row cluster) {
        H3 name = new H3(new Anchor("clusters/" + cluster.name(), cluster.name().value()));
        Div head = new Div(name, ClusterStatus.badge(cluster.status()), new Span("GKE " + cluster.version()), new AsOf(cluster.asOf().orElse(null)));
        head.addClassName("row");
        List<ServiceQueries.Row> installed = services.in(cluster.name());
        return new Div(head, installed.isEmpty() ? new Paragraph("No service runs here.") : ServiceTable.of(installed));
    }
}
