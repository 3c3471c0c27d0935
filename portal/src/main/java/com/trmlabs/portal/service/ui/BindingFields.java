package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.Offers.Offer;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import java.util.List;
import java.util.Optional;

/** Where the database of a service is. The password is never asked for: it lives in a Secret of the cluster. */
final class BindingFields extends Div {

    private final TextField host = new TextField("Database host");
    private final IntegerField port = new IntegerField("Port");
    private final TextField database = new TextField("Database");
    private final TextField secret = new TextField("Secret in the cluster");
    private final TextArea authority = new TextArea("Certificate authority (PEM)");

    private final OfferChoice offer;

    /** @param offers of databases in the same cluster */
    BindingFields(Optional<Binding> start, List<Offer> offers, Runnable changed) {
        host.setHelperText("As the pods reach it, for example 10.20.0.5 or db.internal");
        database.setHelperText("The one with the service's tables, for example exposure");
        port.setHelperText("5432 unless the server says otherwise");
        port.setStepButtonsVisible(true);
        secret.setHelperText("With the keys username and password; the customer's admin creates it in the service's namespace");
        authority.setHelperText("PEM of the database's authority; no private key");
        authority.setRequiredIndicatorVisible(true);
        authority.setMaxRows(8);
        authority.addClassName("mono");
        port.setValue(5432);
        start.ifPresent(this::fill);
        host.setRequiredIndicatorVisible(true);
        database.setRequiredIndicatorVisible(true);
        secret.setRequiredIndicatorVisible(true);
        host.addValueChangeListener(typed -> changed.run());
        port.addValueChangeListener(typed -> changed.run());
        database.addValueChangeListener(typed -> changed.run());
        secret.addValueChangeListener(typed -> changed.run());
        authority.addValueChangeListener(typed -> changed.run());
        authority.addClassName("whole-row");
        Div elsewhere = new Div(host, port, database, secret, authority);
        elsewhere.addClassName("form-grid");
        offer = new OfferChoice(elsewhere, () -> !host.isEmpty(), changed);
        offer.show(offers);
        start.filter(binding -> binding.caKey() != null).ifPresent(binding -> offer.choose(binding.secretName()));
        addClassName("stack");
        add(offer, elsewhere);
    }

    private void fill(Binding binding) {
        host.setValue(binding.host());
        port.setValue(binding.port());
        database.setValue(binding.database());
        secret.setValue(binding.secretName());
        authority.setValue(binding.ca());
    }

    /** What was filled in; absent while it is not complete or not right. */
    Optional<Binding> value() {
        if (offer.chosen().isPresent()) {
            return offer.chosen().map(Offer::binding);
        }
        try {
            return Optional.of(new Binding(host.getValue().strip(), port.getOptionalValue().orElse(0), database.getValue().strip(),
                    secret.getValue().strip(), authority.getValue().strip()));
        } catch (IllegalArgumentException incomplete) {
            return Optional.empty();
        }
    }

    /** Marks what is missing or wrong. Whether nothing is. */
    boolean check() {
        if (offer.chosen().isPresent()) {
            return true;
        }
        require(host, "Say where the database is.");
        require(database, "Say which database.");
        require(secret, "Name the Secret that holds the account.");
        port.setInvalid(port.getOptionalValue().filter(value -> value >= 1 && value <= 65535).isEmpty());
        port.setErrorMessage("Between 1 and 65535.");
        authority.setInvalid(false);
        if (host.isInvalid() || database.isInvalid() || secret.isInvalid() || port.isInvalid()) {
            return false;
        }
        try {
            new Binding(host.getValue(), port.getValue(), database.getValue(), secret.getValue(), authority.getValue());
            return true;
        } catch (IllegalArgumentException wrong) {
            authority.setErrorMessage(wrong.getMessage());
            authority.setInvalid(true);
            return false;
        }
    }

    private static void require(TextField field, String message) {
        field.setErrorMessage(message);
        field.setInvalid(field.getValue().isBlank());
    }
}
