package com.trmlabs.portal.customer.ui;

import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What two people typed differently at the same step. */
final class ConflictTable {

    private ConflictTable() {}

    static NativeTable of(ObjectNode theirs, ObjectNode mine) {
        NativeTable table = new NativeTable();
        table.getElement().setAttribute("aria-label", "What differs");
        table.getHead().add(row("Field", "Theirs", "Yours", true));
        var keys = new TreeSet<String>();
        Stream.of(theirs, mine).forEach(side -> side.properties().forEach(field -> keys.add(field.getKey())));
        keys.stream().filter(key -> !theirs.path(key).equals(mine.path(key)))
                .forEach(key -> table.getBody().add(row(key, words(theirs.path(key)), words(mine.path(key)), false)));
        return table;
    }

    private static String words(JsonNode value) {
        return value.isString() ? value.asString() : value.isMissingNode() || value.isNull() ? "" : value.toString();
    }

    private static NativeTableRow row(String name, String theirs, String mine, boolean head) {
        NativeTableHeaderCell first = new NativeTableHeaderCell(name);
        first.getElement().setAttribute("scope", head ? "col" : "row");
        return head ? new NativeTableRow(first, new NativeTableHeaderCell(theirs), new NativeTableHeaderCell(mine))
                : new NativeTableRow(first, new NativeTableCell(theirs), new NativeTableCell(mine));
    }
}
