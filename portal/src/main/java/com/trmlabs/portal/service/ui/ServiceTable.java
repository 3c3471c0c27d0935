package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.service.ServiceQueries.Row;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.StatusBadge;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.List;

/** Services with health and release, on the pages of clusters and customers. */
public final class ServiceTable {

    private ServiceTable() {}

    public static PlainTable of(List<Row> services) {
        PlainTable table = new PlainTable("Services", "Service", "Health", "Release");
        services.forEach(row -> table.row(List.of(new Anchor("services/" + row.service(), row.service().type()), health(row), new Span(release(row)))));
        return table;
    }

    static Div health(Row row) {
        Div health = new Div(StatusBadge.of(row.health()));
        if (!row.healthNote().isBlank()) {
            health.add(new Span(row.healthNote()));
        }
        health.add(new AsOf(row.asOf().orElse(null)));
        health.addClassName("row");
        return health;
    }

    /** {@code 2.3.1, 1 behind}. */
    static String release(Row row) {
        return row.behind() == 0 ? row.release() + ", the newest" : row.release() + ", " + row.behind() + " behind";
    }
}
