package com.trmlabs.portal.catalog.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.catalog.spi.ReleaseUse;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.EntityGrid;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;

/** The releases of each service type, newest version first, and how to publish the next one. */
@Route("releases")
@PageTitle("Releases")
@Menu(title = "Releases", order = 40, icon = "vaadin:package")
@PermitAll
class ReleasesView extends Div implements BeforeEnterObserver {

    private final Catalog catalog;
    private final ObjectProvider<ReleaseUse> users;
    private final FilterBar filters;
    private final Div types = new Div();

    ReleasesView(Catalog catalog, ObjectProvider<ReleaseUse> users) {
        this.catalog = catalog;
        this.users = users;
        addClassName("page");
        filters = new FilterBar("releases", "Version, notes, digest, publisher", this::show)
                .choice("type", "Service type", catalog.types().stream().map(ServiceType::name).toList(), name -> catalog.type(name).title());
        add(new PageHeader("Releases"), filters, types);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters.read(event.getLocation().getQueryParameters());
        show();
    }

    private void show() {
        types.removeAll();
        catalog.types().stream().filter(type -> filters.chosen("type").isEmpty() || filters.chosen("type").contains(type.name()))
                .forEach(type -> types.add(card(type)));
    }

    private SectionCard card(ServiceType type) {
        List<Release> all = catalog.releases(type.name());
        SectionCard card = new SectionCard(type.title(), new Paragraph(type.description()));
        if (all.isEmpty()) {
            card.add(new EmptyState("No release of " + type.name() + " yet.", "It can be installed as soon as a first one is published."),
                    new HowToPublish(type));
            return card;
        }
        card.add(table(type, all), new Details("How to publish the next one", new HowToPublish(type)));
        return card;
    }

    private EntityGrid<Release> table(ServiceType type, List<Release> all) {
        EntityGrid<Release> grid = new EntityGrid<>("Releases of " + type.title(), "release", "releases",
                release -> "releases/" + release.type() + "/" + release.version());
        grid.name("Version", Release::version, release -> release.notes().lines().findFirst().orElse("").replaceFirst("^#+ *", ""))
                .setComparator((a, b) -> all.indexOf(b) - all.indexOf(a));
        grid.text("Runs at", this::runners).setFlexGrow(0);
        grid.wide(grid.lines("Published", release -> Times.full(release.publishedAt()), release -> "by " + release.publishedBy())
                .setComparator(Release::publishedAt));
        grid.empty(new EmptyState("No release matches.", "%,d in all.".formatted(all.size()), new Button("Clear", click -> filters.clear())));
        grid.items(all.stream().filter(this::matches).toList());
        return grid;
    }

    private String runners(Release release) {
        int count = users.stream().mapToInt(user -> user.uses(release.type(), release.version()).size()).sum();
        return count == 0 ? "nobody" : count == 1 ? "1 service" : count + " services";
    }

    private boolean matches(Release release) {
        return filters.isIn(release.version(), release.notes(), release.publishedBy(), release.chart().value(), release.images().toString());
    }
}
