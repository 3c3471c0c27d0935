package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Ctrl+K: type a few letters, Enter opens the first match, Tab walks the others. */
final class GoTo extends Dialog {

    private final TextField text = new TextField();
    private final UnorderedList matches = new UnorderedList();
    private final Paragraph none = new Paragraph("Nothing that you may see matches.");
    private final List<Destinations.Destination> pages;
    private final List<Destinations> things;

    GoTo(List<Destinations.Destination> pages, List<Destinations> things) {
        this.pages = pages;
        this.things = things;
        addClassName("go-to");
        setHeaderTitle("Go to");
        setWidth("34rem");
        text.setAriaLabel("Page, change, customer, cluster or service");
        text.setPlaceholder("Page, change, customer, cluster or service");
        text.setPrefixComponent(VaadinIcon.SEARCH.create());
        text.setWidthFull();
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addValueChangeListener(typed -> find());
        text.addKeyPressListener(Key.ENTER, enter -> found().findFirst().ifPresent(first -> {
            close();
            Navigation.open(first.path());
        }));
        text.setAutofocus(true);
        matches.addClassName("matches");
        none.getElement().setAttribute("role", "status");
        add(text, matches, none);
        find();
    }

    private void find() {
        matches.removeAll();
        found().limit(12).map(this::item).forEach(matches::add);
        none.setVisible(matches.getComponentCount() == 0);
    }

    private Stream<Destinations.Destination> found() {
        String typed = text.getValue().strip();
        Stream<Destinations.Destination> named = pages.stream()
                .filter(page -> page.name().toLowerCase(Locale.ROOT).contains(typed.toLowerCase(Locale.ROOT)));
        return typed.isEmpty() ? named : Stream.concat(named, things.stream().flatMap(thing -> thing.find(typed).stream()));
    }

    private ListItem item(Destinations.Destination destination) {
        Span kind = new Span(destination.kind());
        kind.addClassName("kind");
        Anchor link = new Anchor(destination.path());
        link.add(new Span(destination.name()), kind);
        link.getElement().addEventListener("click", click -> close());
        return new ListItem(link);
    }
}
