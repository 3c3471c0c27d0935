package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.change.ChangeQueries.Row;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;
import java.util.Optional;

/** The latest changes of a cluster or service, for its page. */
public final class RecentChanges {

    private static final int LATEST = 5;

    private RecentChanges() {}

    /** @param all the list with the same filter, for example {@code changes?cluster=bluefin-prod} */
    public static SectionCard of(ChangeQueries changes, Filter filter, String all) {
        List<Row> latest = changes.rows(filter, 0, LATEST);
        Anchor link = new Anchor(all, "All %,d".formatted(changes.count(filter)));
        if (latest.isEmpty()) {
            return new SectionCard("History", new Paragraph("No change yet."));
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("work");
        latest.stream().map(RecentChanges::item).forEach(list::add);
        return new SectionCard("History", list).actions(link);
    }

    private static ListItem item(Row row) {
        Anchor name = new Anchor("changes/" + row.id(), row.id().toString());
        name.addClassName("strong");
        Div what = new Div(name, new Span(row.title()));
        what.addClassName("row");
        String when = row.ended().map(end -> "ended " + Times.full(end)).orElse("requested " + Times.full(row.created()));
        String impact = Optional.of(row.impact()).filter(text -> !text.isBlank()).map(text -> ". Impact: " + text).orElse("");
        Div below = new Div(new Span(row.requester() + ", " + when + impact));
        below.addClassName("quiet");
        return new ListItem(StatusBadge.of(row.status()), new Div(what, below));
    }
}
