package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.Contact;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.component.textfield.TextField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The contacts of a customer, one a row. */
final class ContactsPart extends Div {

    private static final Map<String, String> DUTIES = Arrays.stream(Contact.Duty.values())
            .collect(Collectors.toMap(Enum::name, duty -> duty.name().charAt(0) + duty.name().substring(1).toLowerCase(Locale.ROOT)));

    private final List<Row> rows = new ArrayList<>();
    private final Div list = new Div();
    private final StepFrame frame;

    private record Row(Div place, TextField name, EmailField email, Select<String> duty) {}

    ContactsPart(JsonNode begin, StepFrame frame) {
        this.frame = frame;
        addClassName("column");
        getElement().setAttribute("role", "group").setAttribute("aria-label", "Contacts");
        Button more = new Button("Add contact", VaadinIcon.PLUS.create(), click -> add(JsonNodeFactory.instance.objectNode()).name().focus());
        more.setVisible(frame.editable());
        add(new Span("Contacts: whom we tell about changes and failures"), list, new Div(more));
        begin.values().forEach(this::add);
        if (rows.isEmpty()) {
            add(JsonNodeFactory.instance.objectNode());
        }
    }

    private Row add(JsonNode contact) {
        int number = rows.size() + 1;
        TextField name = new TextField("Contact " + number + ": name");
        name.setManualValidation(true);
        EmailField email = new EmailField("Contact " + number + ": e-mail");
        email.setManualValidation(true);
        Select<String> duty = new Select<>();
        duty.setLabel("Contact " + number + ": for");
        duty.setItems(DUTIES.keySet().stream().sorted().toList());
        duty.setItemLabelGenerator(DUTIES::get);
        name.setValue(contact.path("name").asString(""));
        email.setValue(contact.path("email").asString(""));
        duty.setValue(DUTIES.containsKey(contact.path("duty").asString("")) ? contact.path("duty").asString() : Contact.Duty.TECHNICAL.name());
        Div place = new Div(name, email, duty);
        place.addClassName("row");
        Row row = new Row(place, name, email, duty);
        name.setReadOnly(!frame.editable());
        email.setReadOnly(!frame.editable());
        duty.setReadOnly(!frame.editable());
        name.addValueChangeListener(change -> frame.changed());
        email.addValueChangeListener(change -> frame.changed());
        duty.addValueChangeListener(change -> frame.changed());
        if (number > 1 && frame.editable()) {
            place.add(remove(row, number));
        }
        rows.add(row);
        list.add(place);
        return row;
    }

    private Button remove(Row row, int number) {
        Button remove = new Button("Remove", click -> {
            rows.remove(row);
            list.remove(row.place());
            frame.changed();
        });
        remove.setAriaLabel("Remove contact " + number);
        remove.addThemeVariants(ButtonVariant.TERTIARY);
        return remove;
    }

    ArrayNode typed() {
        ArrayNode contacts = JsonNodeFactory.instance.arrayNode();
        rows.stream().filter(row -> !row.name().isEmpty() || !row.email().isEmpty()).forEach(row -> contacts.addObject()
                .put("name", row.name().getValue()).put("email", row.email().getValue()).put("duty", row.duty().getValue()));
        return contacts;
    }

    void mark(String problem) {
        rows.forEach(row -> {
            boolean unnamed = !problem.isEmpty() && row.name().isEmpty();
            boolean unreachable = !problem.isEmpty() && (row.email().isEmpty() || problem.contains("'" + row.email().getValue().strip() + "'"));
            row.name().setInvalid(unnamed);
            row.name().setErrorMessage(unnamed ? problem : "");
            row.email().setInvalid(unreachable);
            row.email().setErrorMessage(unreachable && !unnamed ? problem : "");
        });
    }

    void focusFirstWrong() {
        rows.stream().filter(row -> row.name().isInvalid()).findFirst().ifPresentOrElse(row -> row.name().focus(),
                () -> rows.stream().filter(row -> row.email().isInvalid()).findFirst().orElse(rows.getFirst()).email().focus());
    }
}
