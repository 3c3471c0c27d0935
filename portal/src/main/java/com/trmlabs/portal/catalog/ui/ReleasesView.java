package com.trmlabs.portal.catalog.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.Catalog.Order;
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
import com.vaadin.flow.data.provider.QuerySortOrder;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;

/** The releases of each service type, newest version first, and how to publish the next one. */
@Route("releases")
@PageTitle("Releases")
@Menu(title = "Releases", order = 40, icon = "vaadin:package")
@PermitAll
class ReleasesView extends Div implements BeforeEnterObserver {

    private static final String PUBLISHED = "published";

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
        int all = catalog.count(type.name(), "");
        SectionCard card = new SectionCard(type.title(), new Paragraph(type.description()));
        if (all == 0) {
            card.add(new EmptyState("No release of " + type.name() + " yet.", "It can be installed as soon as a first one is published."),
                    new HowToPublish(type));
            return card;
        }
        card.add(table(type, all), new Details("How to publish the next one", new HowToPublish(type)));
        return card;
    }

    /** @param services how many run it, as far as the person sees them */
    private record Row(Release release, int services) {}

    private EntityGrid<Row> table(ServiceType type, int all) {
        EntityGrid<Row> grid = new EntityGrid<>("Releases of " + type.title(), "release", "releases",
                row -> "releases/" + row.release().type() + "/" + row.release().version());
        grid.name("Version", row -> row.release().version(), row -> brief(row.release().notes()))
                .setSortProperty("version");
        grid.text("Runs at", ReleasesView::runners).setFlexGrow(0);
        grid.wide(grid.lines("Published", row -> Times.full(row.release().publishedAt()), row -> "by " + row.release().publishedBy())
                .setSortProperty(PUBLISHED));
        grid.empty(new EmptyState("No release matches.", "%,d in all.".formatted(all), new Button("Clear", click -> filters.clear())));
        String text = filters.text();
        grid.sorted((offset, limit, chosen) -> rows(type.name(), catalog.releases(type.name(), text, order(chosen), offset, limit)),
                () -> catalog.count(type.name(), text));
        return grid;
    }

    /** What the notes say first; their heading names the version again, so it stands only for itself. */
    private static String brief(String notes) {
        return notes.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).findFirst()
                .or(() -> notes.lines().findFirst().map(line -> line.replaceFirst("^#+ *", ""))).orElse("");
    }

    private static Order order(List<QuerySortOrder> chosen) {
        boolean ascending = !chosen.isEmpty() && chosen.getFirst().getDirection() == SortDirection.ASCENDING;
        if (!chosen.isEmpty() && chosen.getFirst().getSorted().equals(PUBLISHED)) {
            return ascending ? Order.PUBLISHED_FIRST : Order.PUBLISHED_LAST;
        }
        return ascending ? Order.OLDEST_VERSION : Order.NEWEST_VERSION;
    }

    private List<Row> rows(String type, List<Release> page) {
        List<String> versions = page.stream().map(Release::version).toList();
        Map<String, Integer> services = users.stream().flatMap(user -> user.counts(type, versions).entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
        return page.stream().map(release -> new Row(release, services.getOrDefault(release.version(), 0))).toList();
    }

    private static String runners(Row row) {
        return row.services() == 0 ? "nobody" : row.services() == 1 ? "1 service" : row.services() + " services";
    }
}
