package com.trmlabs.portal.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Search text and choices above a table. They are kept in the address, so a copied link shows the same; the view calls
 * {@link #read} when it is entered and hears of changes.
 */
public final class FilterBar extends Div {

    private static final String TEXT = "q";

    private final TextField search = new TextField();
    private final Map<String, MultiSelectComboBox<String>> choices = new LinkedHashMap<>();
    private final Map<String, DatePicker> days = new LinkedHashMap<>();
    private final Map<String, Linked> linked = new LinkedHashMap<>();
    private final Map<String, String> kept = new LinkedHashMap<>();
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

    /** One day, in UTC; in the address as {@code 2026-11-25}. */
    public FilterBar day(String key, String label) {
        DatePicker picker = new DatePicker();
        picker.setPlaceholder(label);
        picker.setAriaLabel(label + ", a day in UTC");
        picker.setClearButtonVisible(true);
        picker.setI18n(new DatePicker.DatePickerI18n().setDateFormat("yyyy-MM-dd"));
        picker.addValueChangeListener(chosen -> changed());
        days.put(key, picker);
        addComponentAtIndex(getComponentCount() - 1, picker);
        return this;
    }

    /** A parameter of the page that is no filter, such as its tab; stays in the address. */
    public FilterBar keep(String key) {
        kept.put(key, "");
        return this;
    }

    public String kept(String key) {
        return kept.get(key);
    }

    /**
     * A filter that only links set, such as one customer; shown as a chip while it is set.
     *
     * @param reader throws {@link IllegalArgumentException} at what is no value of it
     */
    public FilterBar link(String key, String label, Function<String, ?> reader) {
        Linked chip = new Linked(label, reader, this::changed);
        linked.put(key, chip);
        addComponentAtIndex(getComponentCount() - 1, chip);
        return this;
    }

    /** Takes over what the address says. Values that are no choice, or cannot be read, are ignored. */
    public void read(QueryParameters parameters) {
        reading = true;
        search.setValue(parameters.getSingleParameter(TEXT).orElse(""));
        choices.forEach((key, box) -> box.setValue(parameters.getParameters(key).stream()
                .filter(value -> box.getListDataView().contains(value))
                .collect(Collectors.toSet())));
        days.forEach((key, picker) -> picker.setValue(day(parameters.getSingleParameter(key).orElse(""))));
        kept.replaceAll((key, value) -> parameters.getSingleParameter(key).orElse(""));
        linked.forEach((key, chip) -> chip.set(parameters.getSingleParameter(key).filter(chip::reads).orElse("")));
        reading = false;
        clear.setVisible(active() > 0);
    }

    public String text() {
        return search.getValue().strip();
    }

    /** Whether the search text stands in one of these, in small letters or capitals; nothing typed stands everywhere. */
    public boolean isIn(String... texts) {
        String sought = text().toLowerCase(Locale.ROOT);
        return Stream.of(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(sought));
    }

    public Set<String> chosen(String key) {
        return choices.get(key).getValue();
    }

    public Optional<String> linked(String key) {
        return Optional.of(linked.get(key).value).filter(value -> !value.isEmpty());
    }

    /** How many filters are set, for "No change matches 3 filters". */
    public int active() {
        return (text().isEmpty() ? 0 : 1) + (int) choices.values().stream().filter(box -> !box.isEmpty()).count()
                + (int) days.values().stream().filter(picker -> !picker.isEmpty()).count()
                + (int) linked.values().stream().filter(chip -> !chip.value.isEmpty()).count();
    }

    public void clear() {
        reading = true;
        search.clear();
        choices.values().forEach(MultiSelectComboBox::clear);
        days.values().forEach(DatePicker::clear);
        linked.values().forEach(chip -> chip.set(""));
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

    /** What the address says now: for links that carry the filters on. */
    public QueryParameters parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        kept.forEach((key, value) -> {
            if (!value.isEmpty()) {
                parameters.put(key, List.of(value));
            }
        });
        if (!text().isEmpty()) {
            parameters.put(TEXT, List.of(text()));
        }
        choices.forEach((key, box) -> {
            if (!box.isEmpty()) {
                parameters.put(key, List.copyOf(new TreeSet<>(box.getValue())));
            }
        });
        days.forEach((key, picker) -> {
            if (!picker.isEmpty()) {
                parameters.put(key, List.of(picker.getValue().toString()));
            }
        });
        linked.forEach((key, chip) -> {
            if (!chip.value.isEmpty()) {
                parameters.put(key, List.of(chip.value));
            }
        });
        return new QueryParameters(parameters);
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeParseException noDay) {
            return null;
        }
    }

    private static final class Linked extends Button {

        private final String label;
        private final Function<String, ?> reader;
        private String value = "";

        private Linked(String label, Function<String, ?> reader, Runnable changed) {
            this.label = label;
            this.reader = reader;
            setIcon(VaadinIcon.CLOSE_SMALL.create());
            setIconAfterText(true);
            addClickListener(click -> {
                set("");
                changed.run();
            });
        }

        private boolean reads(String value) {
            try {
                reader.apply(value);
                return true;
            } catch (IllegalArgumentException shortened) {
                return false;
            }
        }

        private void set(String value) {
            this.value = value;
            setText(label + ": " + value);
            setAriaLabel("Remove filter " + label + " " + value);
            setVisible(!value.isEmpty());
        }
    }
}
