package com.trmlabs.portal.cluster.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ui.RecentChanges;
import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.cluster.ClusterQueries.Pool;
import com.trmlabs.portal.cluster.ClusterQueries.Row;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;

/** One cluster: what Google says of it, its node pools, and the cards of other modules, such as its services. */
@Route("clusters/:name")
@PermitAll
class ClusterView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final ClusterQueries clusters;
    private final ChangeQueries changes;
    private final ObjectProvider<ClusterSection> sections;
    private String title = "";

    ClusterView(ClusterQueries clusters, ChangeQueries changes, ObjectProvider<ClusterSection> sections) {
        this.clusters = clusters;
        this.changes = changes;
        this.sections = sections;
        addClassName("page");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        Row cluster = clusters.row(name(event.getRouteParameters().get("name").orElse("")));
        title = cluster.name().value();
        removeAll();
        add(new PageHeader(title).under("Customers", "customers").under(cluster.customer().value(), "customers/" + cluster.customer())
                .status(ClusterStatus.badge(cluster.status()), new AsOf(cluster.asOf().orElse(null))));
        add(facts(cluster));
        sections.orderedStream().map(section -> section.section(cluster)).forEach(this::add);
        add(pools(cluster), RecentChanges.of(changes, new ChangeQueries.Filter("", Set.of(), Optional.empty(), Optional.of(cluster.name()),
                Optional.empty(), Optional.empty()), "changes?cluster=" + cluster.name()));
    }

    private static ClusterName name(String text) {
        try {
            return new ClusterName(text);
        } catch (IllegalArgumentException noName) {
            throw new NotFound("cluster " + text);
        }
    }

    private static SectionCard facts(Row cluster) {
        FactList facts = new FactList()
                .fact("Kubernetes", cluster.version().isBlank() ? "not known yet" : "GKE " + cluster.version())
                .fact("Project", cluster.project().value())
                .fact("Region", cluster.region() + ", zones " + String.join(", ", cluster.zones()));
        if (!cluster.note().isBlank()) {
            facts.fact("Status", cluster.note());
        }
        return new SectionCard("Cluster", facts);
    }

    private static SectionCard pools(Row cluster) {
        if (cluster.pools().isEmpty()) {
            return new SectionCard("Node pools", new Paragraph("No node pool is known yet."));
        }
        PlainTable table = new PlainTable("Node pools", "Pool", "Machine type", "Nodes a zone", "Least and most a zone");
        for (Pool pool : cluster.pools()) {
            table.row(List.<Component>of(new Span(pool.name()), new Span(pool.machineType()), new Span(String.valueOf(pool.perZone())),
                    new Span(pool.min() + " to " + pool.max())));
        }
        return new SectionCard("Node pools", table);
    }

    @Override
    public String getPageTitle() {
        return title;
    }
}
