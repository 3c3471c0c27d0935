package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.cluster.ui.ClusterSection;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.service.ServiceQueries.Row;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.html.Anchor;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What runs in a cluster, on its page. */
@Component
@Order(10)
class ServicesOfCluster implements ClusterSection {

    private final ServiceQueries services;
    private final CurrentActor current;

    ServicesOfCluster(ServiceQueries services, CurrentActor current) {
        this.services = services;
        this.current = current;
    }

    @Override
    public SectionCard section(ClusterQueries.Row cluster) {
        List<Row> installed = services.in(cluster.name());
        SectionCard card = installed.isEmpty()
                ? new SectionCard("Services", new EmptyState("No service runs here.", "A service is installed by a change."))
                : new SectionCard("Services", ServiceTable.of(installed));
        if (current.grants().holds(Role.OPERATOR, cluster.customer())) {
            Anchor install = new Anchor("changes/new?kind=install&cluster=" + cluster.name(), "Install a service");
            install.addClassName("button-link");
            card.actions(install);
        }
        return card;
    }
}
