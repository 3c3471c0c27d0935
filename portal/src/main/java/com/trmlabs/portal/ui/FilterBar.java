package com.trmlabs.portal.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Search text and choices above a table. They are kept in the address, so a copied link shows the same; the view calls
 * {@link #read} when it is entered and hears of changes.
 */
public final class FilterBar extends Div {

    private static final String TEXT = "q";

    private final TextField search = new TextField();
    private final Map<String, MultiSelectComboBox<String>> choices = new LinkedHashMap<>();
    private final Button clear = new Button("Clear", click -> clear());
    private final String path;
    private final Runnable changed;
    private boolean reading;

    /** @param path of the page, without parameters: {@code changes} */
    public FilterBar(String path, String searchLabel, Runnable changed) {
        this.path = path;
        this.changed = changed;
        addClassName("filters");
        getElement().setAttribute("role", "search");
        search.setPlaceholder(searchLabel);
        search.setAriaLabel(searchLabel);
        search.setPrefixComponent(VaadinIcon.SEARCH.create());
        search.setClearButtonVisible(true);
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.addValueChangeListener(typed -> changed());
        clear.addThemeVariants(ButtonVariant.TERTIARY);
        clear.setVisible(false);
        add(search, clear);
    }

    /** @param values as they stand in the address, in order; {@code words} says how a person reads them */
    public FilterBar choice(String key, String label, List<String> values, Function<String, String> words) {
        MultiSelectComboBox<String> box = new MultiSelectComboBox<>();
        box.setItems(values);
        box.setItemLabelGenerator(words::apply);
        box.setPlaceholder(label);
        box.setAriaLabel(label);
        box.setAutoExpand(MultiSelectComboBox.AutoExpandMode.HORIZONTAL);
        box.addValueChangeListener(chosen -> changed());
        choices.put(key, box);
        addComponentAtIndex(getComponentCount() - 1, box);
        return this;
    }

    /** Takes over what the address says. Values that are no choice are ignored. */
    public void read(QueryParameters parameters) {
        reading = true;
        search.setValue(parameters.getSingleParameter(TEXT).orElse(""));
        choices.forEach((key, box) -> box.setValue(parameters.getParameters(key).stream()
                .filter(value -> box.getListDataView().contains(value))
                .collect(Collectors.toSet())));
        reading = false;
        clear.setVisible(active() > 0);
    }

    public String text() {
        return search.getValue().strip();
    }

    public Set<String> chosen(String key) {
        return choices.get(key).getValue();
    }

    /** How many filters are set, for "No change matches 3 filters". */
    public int active() {
        return (text().isEmpty() ? 0 : 1) + (int) choices.values().stream().filter(box -> !box.isEmpty()).count();
    }

    public void clear() {
        reading = true;
        search.clear();
        choices.values().forEach(MultiSelectComboBox::clear);
        reading = false;
        changed();
    }

    private void changed() {
        if (reading) {
            return;
        }
        clear.setVisible(active() > 0);
        UI.getCurrent().getPage().getHistory().replaceState(null, new Location(path, parameters()));
        changed.run();
    }

    private QueryParameters parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (!text().isEmpty()) {
            parameters.put(TEXT, List.of(text()));
        }
        choices.forEach((key, box) -> {
            if (!box.isEmpty()) {
                parameters.put(key, List.copyOf(new TreeSet<>(box.getValue())));
            }
        });
        return new QueryParameters(parameters);
    }
}
