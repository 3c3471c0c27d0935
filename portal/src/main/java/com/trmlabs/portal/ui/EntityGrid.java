package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.DataProvider;
import com.vaadin.flow.data.provider.ListDataProvider;
import com.vaadin.flow.data.renderer.ComponentRenderer;
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
        grid.addItemClickListener(click -> UI.getCurrent().navigate(path.apply(click.getItem())));
        add(count, grid);
    }

    /** The column that names the row; its cells are links and row headers. */
    public Grid.Column<T> name(String header, Function<T, String> text) {
        Grid.Column<T> column = component(header, row -> new Anchor(path.apply(row), text.apply(row)));
        column.setRowHeader(true);
        column.setComparator((a, b) -> text.apply(a).compareTo(text.apply(b)));
        return column;
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

    /** Rows read in portions; only what is seen is loaded. */
    public void lazy(Portion<T> rows, IntSupplier total) {
        grid.setDataProvider(DataProvider.fromCallbacks(
                query -> rows.read(query.getOffset(), query.getLimit()).stream(),
                query -> counted(total.getAsInt())));
    }

    /** All rows at once, for short tables; its columns can be sorted by a click. */
    public void items(Collection<T> rows) {
        counted(rows.size());
        grid.setDataProvider(new ListDataProvider<>(rows));
        grid.setAllRowsVisible(rows.size() <= 20);
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
