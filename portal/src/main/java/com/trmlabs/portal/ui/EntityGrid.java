package com.trmlabs.portal.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.DataProvider;
import com.vaadin.flow.data.provider.ListDataProvider;
import com.vaadin.flow.data.provider.QuerySortOrder;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import com.vaadin.flow.shared.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** A table of things that have a page each: rows are links, the count stands above, only what is seen is loaded. */
public final class EntityGrid<T> extends Div {

    /** Reads a portion of the rows. */
    @FunctionalInterface
    public interface Portion<T> {
        List<T> read(int offset, int limit);
    }

    /** Reads a portion of the rows in the order that the person chose; empty when in that of the table. */
    @FunctionalInterface
    public interface SortedPortion<T> {
        List<T> read(int offset, int limit, List<QuerySortOrder> chosen);
    }

    private static final int PHONE = 700;
    private static final int FEW = 10;

    private final List<Grid.Column<T>> wide = new ArrayList<>();
    private Registration resized = () -> {};
    private final Grid<T> grid = new Grid<>();
    private final Span count = new Span();
    private final String one;
    private final String many;
    private final Function<T, String> path;

    /**
     * @param label of the table, for people who do not see it
     * @param one what a row is: {@code change}; {@code many} several of them
     * @param path the page of a row, relative
     */
    public EntityGrid(String label, String one, String many, Function<T, String> path) {
        this.one = one;
        this.many = many;
        this.path = path;
        addClassName("entities");
        count.addClassName("count");
        count.getElement().setAttribute("role", "status");
        grid.setAriaLabel(label);
        grid.addThemeVariants(GridVariant.ROW_STRIPES);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.setMultiSort(false);
        grid.addItemClickListener(click -> Navigation.open(path.apply(click.getItem())));
        add(count, grid);
    }

    /** The column that names the row; its cells are links and row headers. */
    public Grid.Column<T> name(String header, Function<T, String> text) {
        Grid.Column<T> column = component(header, row -> new Anchor(path.apply(row), text.apply(row)));
        column.setRowHeader(true);
        column.setComparator((a, b) -> text.apply(a).compareTo(text.apply(b)));
        return column;
    }

    /** As {@link #name}, with a quiet line below. */
    public Grid.Column<T> name(String header, Function<T, String> text, Function<T, String> below) {
        Grid.Column<T> column = component(header, row -> twoLines(new Anchor(path.apply(row), text.apply(row)), below.apply(row)));
        column.setRowHeader(true).setAutoWidth(false).setFlexGrow(2);
        return column;
    }

    /** Two lines of text, the second quiet; they wrap. */
    public Grid.Column<T> lines(String header, Function<T, String> first, Function<T, String> second) {
        return component(header, row -> twoLines(new Span(first.apply(row)), second.apply(row))).setAutoWidth(false).setFlexGrow(1);
    }

    private static Div twoLines(Component first, String second) {
        Span below = new Span(second);
        below.addClassName("quiet");
        Div lines = new Div(first, below);
        lines.addClassName("two-lines");
        return lines;
    }

    public Grid.Column<T> text(String header, Function<T, String> text) {
        return grid.addColumn(text::apply).setHeader(header).setAutoWidth(true);
    }

    public Grid.Column<T> component(String header, Function<T, Component> cell) {
        return grid.addColumn(new ComponentRenderer<>(cell::apply)).setHeader(header).setAutoWidth(true);
    }

    /** The status of a row; wide enough for the longest word. */
    public Grid.Column<T> status(Function<T, Component> badge) {
        return grid.addColumn(new ComponentRenderer<>(badge::apply)).setHeader("Status").setWidth("12rem").setFlexGrow(0);
    }

    /** Leaves a column out on a phone. */
    public void wide(Grid.Column<T> column) {
        wide.add(column);
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        fit(attached.getUI().getPage().getExtendedClientDetails().getWindowInnerWidth());
        resized = attached.getUI().getPage().addBrowserWindowResizeListener(resize -> fit(resize.getWidth()));
    }

    @Override
    protected void onDetach(DetachEvent detached) {
        resized.remove();
    }

    private void fit(int width) {
        wide.forEach(column -> column.setVisible(width < 0 || width > PHONE));
    }

    /** Rows read in portions; only what is seen is loaded. */
    public void lazy(Portion<T> rows, IntSupplier total) {
        setClassName("tall", total.getAsInt() > FEW);
        sorted((offset, limit, chosen) -> rows.read(offset, limit), total);
    }

    /** As {@link #lazy}, for a table among others; columns with a sort property can be sorted by a click. */
    public void sorted(SortedPortion<T> rows, IntSupplier total) {
        grid.setAllRowsVisible(total.getAsInt() <= FEW);
        grid.setDataProvider(DataProvider.fromCallbacks(
                query -> rows.read(query.getOffset(), query.getLimit(), query.getSortOrders()).stream(),
                query -> counted(total.getAsInt())));
    }

    /** All rows at once, for short tables; its columns can be sorted by a click. */
    public void items(Collection<T> rows) {
        counted(rows.size());
        grid.setDataProvider(new ListDataProvider<>(rows));
        grid.setAllRowsVisible(rows.size() <= FEW);
    }

    /** What stands there while there are no rows. */
    public void empty(Component state) {
        grid.setEmptyStateComponent(state);
    }

    public void refresh() {
        grid.getDataProvider().refreshAll();
    }

    public Grid<T> grid() {
        return grid;
    }

    private int counted(int total) {
        count.setText("%,d %s".formatted(total, total == 1 ? one : many));
        return total;
    }
}
