package com.trmlabs.portal.audit.ui;

import com.trmlabs.portal.audit.AuditEvent;
import com.trmlabs.portal.audit.AuditFilter;
import com.trmlabs.portal.audit.AuditQueries;
import com.trmlabs.portal.audit.AuditReading;
import com.trmlabs.portal.audit.FilterParameters;
import com.trmlabs.portal.audit.Outcome;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.EntityGrid;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The record: who did what to what, and what was refused. Times are UTC; an entry opens beside the table, above it where that is too narrow. */
@Route("audit")
@PageTitle("Audit log")
@Menu(title = "Audit log", order = 80, icon = "vaadin:records")
@PermitAll
class AuditView extends Div implements BeforeEnterObserver {

    private static final String ENTRY = "entry";

    private final AuditQueries queries;
    private final AuditReading reading;
    private final FilterBar filters;
    private final EntityGrid<AuditEvent> grid = new EntityGrid<>("Entries of the audit log, newest first", ENTRY, "entries", this::address);
    private final Div opened = new Div();
    private final Anchor csv = new Anchor("", "Export CSV");
    private final Anchor lines = new Anchor("", "Export JSON Lines");
    private boolean recorded;

    AuditView(AuditQueries queries, AuditReading reading) {
        this.queries = queries;
        this.reading = reading;
        addClassName("page");
        filters = filterBar(queries.choices());
        grid.name("Entry, time (UTC)", event -> String.valueOf(event.seq()), event -> Times.utc(event.at()));
        grid.lines("Action, subject", AuditEvent::action, AuditEvent::subject);
        grid.wide(grid.lines("Actor, reason", AuditEvent::actor, event -> event.reason().orElse("")));
        grid.component("Outcome", event -> OutcomeBadge.of(event.outcome())).setAutoWidth(false).setWidth("8rem").setFlexGrow(0);
        var header = new PageHeader("Audit log");
        if (reading.exports()) {
            header.actions(csv, lines);
        }
        opened.addClassName("opened-entry");
        var beside = new Div(grid, opened);
        beside.addClassName("beside");
        add(header, filters, beside);
    }

    private FilterBar filterBar(AuditQueries.Choices choices) {
        return new FilterBar("audit", "Subject, reason, value", this::show)
                .day("from", "From")
                .day("to", "To")
                .choice("actor", "Actor", choices.actors(), Function.identity())
                .choice("customer", "Customer", choices.customers(), Function.identity())
                .choice("service", "Service", choices.services(), Function.identity())
                .choice("action", "Action", choices.actions(), Function.identity())
                .choice("outcome", "Outcome", Arrays.stream(Outcome.values()).map(Enum::name).toList(), name -> OutcomeBadge.word(Outcome.valueOf(name)))
                .keep(ENTRY);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters.read(event.getLocation().getQueryParameters());
        if (!recorded) {
            recorded = true;
            reading.opened(filter());
        }
        show();
        opened.removeAll();
        entry().ifPresent(found -> opened.add(new EntryCard(found, filters.parameters().excluding(ENTRY))));
        opened.setVisible(opened.getComponentCount() > 0);
    }

    private void show() {
        AuditFilter filter = filter();
        int total = queries.count(filter);
        grid.empty(filters.active() == 0
                ? new EmptyState("No entry yet.", "Everything that people, machines and the portal do stands here from then on.")
                : new EmptyState("No entry matches %d %s.".formatted(filters.active(), filters.active() == 1 ? "filter" : "filters"),
                        "%,d entries in all.".formatted(queries.count(AuditFilter.ALL)), new Button("Clear", click -> filters.clear())));
        grid.lazy((offset, limit) -> queries.events(filter, offset, limit), () -> total);
        if (reading.exports()) {
            export(csv, "csv", "Export %,d as CSV".formatted(reading.exportable(filter)));
            export(lines, "jsonl", "as JSON Lines");
        }
    }

    private void export(Anchor link, String format, String text) {
        link.setText(text);
        link.setHref("audit/export?" + filters.parameters().excluding(ENTRY).merging("format", format).getQueryString());
        link.setRouterIgnore(true);
        link.getElement().setAttribute("download", true);
    }

    private AuditFilter filter() {
        return FilterParameters.read(filters.parameters().getParameters());
    }

    private Optional<AuditEvent> entry() {
        return Optional.of(filters.kept(ENTRY)).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong).flatMap(queries::find);
    }

    private String address(AuditEvent event) {
        QueryParameters with = filters.parameters().merging(ENTRY, String.valueOf(event.seq()));
        return "audit?" + with.getQueryString();
    }
}
