package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Concern;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.EntityGrid;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All changes that the person may see, newest first; the filters stand in the address. */
@Route("changes")
@PageTitle("Changes")
@Menu(title = "Changes", order = 20, icon = "vaadin:exchange")
@PermitAll
class ChangesView extends Div implements BeforeEnterObserver {

    /** In the address: a concern of My work. */
    static final String WORK = "work";
    private static final List<String> STATUSES = Arrays.stream(ChangeStatus.values()).map(Enum::name).toList();

    private final ChangeQueries queries;
    private final FilterBar filters;
    private final EntityGrid<Row> grid = new EntityGrid<>("Changes, newest first", "change", "changes", row -> "changes/" + row.id());

    ChangesView(ChangeQueries queries) {
        this.queries = queries;
        addClassName("page");
        filters = new FilterBar("changes", "Number, title, reason, ticket", this::show)
                .choice("status", "Status", STATUSES, name -> Status.valueOf(name).word())
                .link("customer", "Customer", CustomerId::new)
                .link("cluster", "Cluster", ClusterName::new)
                .link("service", "Service", ServiceName::of)
                .link("requester", "Requester", PersonId::new)
                .link(WORK, "My work", ChangesView::concern);
        grid.name("Change", row -> row.id() + " " + row.title(), row -> row.target() + ", " + row.customer());
        grid.status(row -> StatusBadge.of(row.status()));
        grid.wide(grid.lines("Now", ChangesView::now, ChangesView::who).setFlexGrow(2));
        grid.wide(grid.lines("Requested", Row::requester, row -> Times.full(row.created())));
        add(new PageHeader("Changes"), filters, grid);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters.read(event.getLocation().getQueryParameters());
        show();
    }

    private void show() {
        Filter filter = filter();
        grid.empty(filters.active() == 0
                ? new EmptyState("No change yet.", "A change is proposed from a service's page or at the end of onboarding.")
                : new EmptyState("No change matches %d %s.".formatted(filters.active(), filters.active() == 1 ? "filter" : "filters"),
                        "%,d changes in all.".formatted(queries.count(Filter.ALL)), new Button("Clear", click -> filters.clear())));
        grid.lazy((offset, limit) -> queries.rows(filter, offset, limit), () -> queries.count(filter));
    }

    private Filter filter() {
        return new Filter(filters.text(), filters.chosen("status").stream().map(ChangeStatus::valueOf).collect(Collectors.toSet()),
                linked("customer", CustomerId::new), linked("cluster", ClusterName::new), linked("service", ServiceName::of),
                linked("requester", PersonId::new), linked(WORK, ChangesView::concern));
    }

    private static Concern concern(String name) {
        return Concern.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private <T> Optional<T> linked(String key, Function<String, T> reader) {
        return filters.linked(key).map(reader);
    }

    private static String now(Row row) {
        return row.waiting().map(waiting -> "Waits: " + waiting.what())
                .orElse(row.status() == ChangeStatus.RUNNING ? "Step %d of %d".formatted(Math.min(row.stepsDone() + 1, row.steps()), row.steps())
                        : row.statusNote());
    }

    private static String who(Row row) {
        return row.waiting().map(waiting -> "Who acts: " + waiting.who()).orElse(row.status() == ChangeStatus.RUNNING ? row.statusNote() : "");
    }
}
