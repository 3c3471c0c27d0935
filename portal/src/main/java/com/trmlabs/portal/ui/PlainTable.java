package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;

/** A short native table, which prints and answers to the browser's search; its first column names the row. */
public final class PlainTable extends NativeTable {

    private final List<String> columns;

    public PlainTable(String label, String... columns) {
        this.columns = List.of(columns);
        addClassName("plain-table");
        getElement().setAttribute("aria-label", label);
        NativeTableRow head = new NativeTableRow();
        for (String column : columns) {
            head.add(header(column, "col"));
        }
        getHead().add(head);
    }

    /** @param cells as many as there are columns */
    public PlainTable row(List<? extends Component> cells) {
        NativeTableHeaderCell name = header("", "row");
        name.add(cells.getFirst());
        NativeTableRow row = new NativeTableRow(name);
        for (int i = 1; i < cells.size(); i++) {
            NativeTableCell cell = new NativeTableCell(cells.get(i));
            // on a phone the rows are cards, and the header goes beside each value
            cell.getElement().setAttribute("data-label", columns.get(i));
            row.add(cell);
        }
        getBody().add(row);
        return this;
    }

    private static NativeTableHeaderCell header(String text, String scope) {
        NativeTableHeaderCell cell = new NativeTableHeaderCell();
        if (!text.isEmpty()) {
            cell.setText(text);
        }
        cell.getElement().setAttribute("scope", scope);
        return cell;
    }
}
