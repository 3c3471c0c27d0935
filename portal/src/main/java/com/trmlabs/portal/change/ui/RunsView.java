package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Concern;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.ReasonDialog;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** For admins: what runs, and the one switch that holds all of it. */
@Route("admin/runs")
@PageTitle("Runs")
@Menu(title = "Runs", order = 80, icon = "vaadin:play-circle")
@RolesAllowed("ADMIN_EVERYWHERE")
class RunsView extends Div {

    private static final int MOST = 100;

    private final ChangeDesk desk;
    private final ChangeQueries changes;

    RunsView(ChangeDesk desk, ChangeQueries changes) {
        this.desk = desk;
        this.changes = changes;
        addClassName("page");
        show();
    }

    private void show() {
        removeAll();
        add(new PageHeader("Runs"));
        desk.held().ifPresentOrElse(this::held, this::free);
        Filter filter = Filter.of(Concern.RUNNING);
        List<Row> running = changes.rows(filter, 0, MOST);
        add(running.isEmpty()
                ? new SectionCard("Running", new EmptyState("Nothing runs.", "Approved changes start by themselves when their window opens."))
                : new SectionCard("Running", table(running)).actions(new Anchor("changes?%s=running".formatted(ChangesView.WORK), "All %,d".formatted(changes.count(filter)))));
    }

    private void held(String since) {
        Button release = new Button("Let all runs go on", click -> {
            desk.releaseAll();
            show();
        });
        add(new Notice(Tone.WARN, VaadinIcon.PAUSE, "All runs are held", new Span(since),
                new Span("Steps that had begun are finished; no further step starts, at any customer."), new Div(release)));
    }

    private void free() {
        Button hold = new Button("Hold all runs...", click -> new ReasonDialog("Hold all runs",
                "At every customer: steps that have begun are finished, no further step starts until an admin lets them go on.", "Hold all runs",
                reason -> {
                    desk.holdAll(reason);
                    show();
                }).open());
        add(new SectionCard("Switch", new Paragraph("Runs go on by themselves."), hold));
    }

    private static PlainTable table(List<Row> running) {
        PlainTable table = new PlainTable("Running changes", "Change", "Step", "Now");
        running.forEach(row -> table.row(List.of(new Anchor("changes/" + row.id(), row.id() + " " + row.title()),
                new Span("%d of %d".formatted(Math.min(row.stepsDone() + 1, row.steps()), row.steps())), new Span(row.statusNote()))));
        return table;
    }
}
