package com.trmlabs.portal.ui;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.dom.Element;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What would become of each object, field by field, as plain tables that print and answer to the browser's search. Where there is much
 * of it, objects that are new or go are folded, so that what changes is seen; of long texts the lines that differ are shown.
 * Shows 500 rows, then more on demand.
 */
public final class DiffView extends Div {

    static final int PORTION = 500;
    /** So many rows are read without folding. */
    static final int FEW = 60;

    /** How an object changes: sign, then word. */
    public enum Mark {
        NEW("+", "new"),
        CHANGED("~", "changed"),
        RECREATED("±", "recreated"),
        DELETED("-", "deleted");

        private final String sign;
        private final String word;

        Mark(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }
    }

    /** @param note what else a person should know, for example who else owns fields; may be empty */
    public record Item(Mark mark, String object, List<Field> fields, String note) {}

    /** @param hidden a secret: that it changes is shown, never what it is */
    public record Field(String path, @Nullable String before, @Nullable String after, boolean hidden) {}

    private final List<Item> items;
    private final int unchanged;
    private final Div table = new Div();
    private final TextField find = new TextField();

    public DiffView(List<Item> items, int unchanged) {
        this.items = List.copyOf(items);
        this.unchanged = unchanged;
        addClassName("diff");
        find.setPlaceholder("Find object or field");
        find.setAriaLabel("Find in the differences");
        find.setClearButtonVisible(true);
        find.setValueChangeMode(ValueChangeMode.LAZY);
        find.addValueChangeListener(typed -> show(PORTION));
        find.setVisible(items.size() > 5);
        Span counts = new Span(counts());
        counts.addClassName("strong");
        Div head = new Div(counts, find);
        head.addClassName("diff-head");
        add(head, table);
        show(PORTION);
    }

    private String counts() {
        String changes = Arrays.stream(Mark.values())
                .map(mark -> items.stream().filter(item -> item.mark() == mark).count() + " " + mark.word)
                .collect(Collectors.joining(", "));
        return unchanged == 0 ? changes : changes + ", " + unchanged + " unchanged";
    }

    private void show(int limit) {
        table.removeAll();
        List<Item> found = items.stream().filter(this::matches).toList();
        if (found.isEmpty()) {
            table.add(new Paragraph(items.isEmpty() ? "No object changes." : "No object or field matches."));
            return;
        }
        boolean few = !find.isEmpty() || found.stream().mapToInt(DiffView::size).sum() <= FEW;
        int left = limit;
        for (Item item : found) {
            if (left <= 0) {
                break;
            }
            table.add(object(item, left, few || !isOneSided(item)));
            left -= size(item);
        }
        int hidden = found.stream().mapToInt(DiffView::size).sum() - limit;
        if (hidden > 0) {
            table.add(new Button("Next " + Math.min(hidden, PORTION), click -> show(limit + PORTION)));
        }
    }

    private boolean matches(Item item) {
        String text = find.getValue().toLowerCase(Locale.ROOT);
        return item.object().toLowerCase(Locale.ROOT).contains(text)
                || item.fields().stream().anyMatch(field -> field.path().toLowerCase(Locale.ROOT).contains(text));
    }

    private static int size(Item item) {
        return 1 + item.fields().size();
    }

    private static boolean isOneSided(Item item) {
        return item.mark() == Mark.NEW || item.mark() == Mark.DELETED;
    }

    private static NativeDetails object(Item item, int limit, boolean open) {
        Span sign = new Span(item.mark().sign);
        sign.addClassName("sign");
        sign.getElement().setAttribute("aria-hidden", "true");
        Span word = new Span(item.mark().word);
        word.addClassName("mark");
        Span heading = new Span(sign, new Span(item.object()), word);
        if (!item.note().isBlank()) {
            Span note = new Span(item.note());
            note.addClassName("note");
            heading.add(note);
        }
        NativeDetails object = new NativeDetails(heading, item.fields().isEmpty() ? new Span() : fields(item, limit));
        object.addClassNames("object", "mark-" + item.mark().name().toLowerCase(Locale.ROOT));
        object.setOpen(open);
        return object;
    }

    private static NativeTable fields(Item item, int limit) {
        NativeTable table = new NativeTable();
        table.getElement().setAttribute("aria-label", item.object());
        NativeTableRow head = new NativeTableRow();
        for (String name : isOneSided(item) ? List.of("Field", "Value") : List.of("Field", "Now", "Then")) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(name);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        table.getHead().add(head);
        NativeTableBody body = new NativeTableBody();
        item.fields().stream().limit(limit - 1L).flatMap(field -> rows(field, isOneSided(item))).forEach(body::add);
        table.add(body);
        return table;
    }

    /** @param only there is but one side to show: the object is new, or it goes */
    private static Stream<NativeTableRow> rows(Field field, boolean only) {
        if (field.hidden()) {
            NativeTableCell hidden = new NativeTableCell(only ? "value hidden" : "changed, value hidden");
            hidden.getElement().setAttribute("colspan", "2");
            return Stream.of(new NativeTableRow(path(field.path()), hidden));
        }
        if (only) {
            return Stream.of(new NativeTableRow(path(field.path()),
                    field.after() == null ? value(field.before(), "before", "not set") : value(field.after(), "after", "not set")));
        }
        if (field.before() != null && field.after() != null && (field.before() + field.after()).contains("\n")) {
            return LineChange.between(field.before(), field.after()).stream().map(change -> new NativeTableRow(
                    path("%s, line %d".formatted(field.path(), change.line())), value(change.before(), "before", "no line"),
                    value(change.after(), "after", "no line")));
        }
        return Stream.of(new NativeTableRow(path(field.path()), value(field.before(), "before", "not set"), value(field.after(), "after", "not set")));
    }

    private static NativeTableCell path(String path) {
        return write(new NativeTableCell(), path);
    }

    /** Lines break at punctuation rather than within words. */
    private static NativeTableCell write(NativeTableCell cell, String text) {
        for (String part : text.split("(?<=[.,:/@{}\\]])")) {
            cell.getElement().appendChild(Element.createText(part), new Element("wbr"));
        }
        return cell;
    }

    private static NativeTableCell value(@Nullable String text, String side, String absent) {
        NativeTableCell cell = write(new NativeTableCell(), text == null ? absent : text);
        cell.addClassName(text == null ? "unset" : side);
        return cell;
    }
}
