package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.service.Offers.Offer;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a service uses a database of its own cluster, and which, or one elsewhere, whose fields are then asked for. Who has
 * neither chosen nor typed anything gets the first one that is offered.
 */
final class OfferChoice extends Select<String> {

    private static final String ELSEWHERE = "";

    private final Component elsewhere;
    private final BooleanSupplier typedElsewhere;
    private List<Offer> offers = List.of();
    /** A Secret's name, once somebody has chosen. Kept while it is not offered, so that it comes back with its offer. */
    private @Nullable String wanted;

    /** @param typedElsewhere whether something stands in the fields for a database elsewhere */
    OfferChoice(Component elsewhere, BooleanSupplier typedElsewhere, Runnable changed) {
        this.elsewhere = elsewhere;
        this.typedElsewhere = typedElsewhere;
        setLabel("Which database");
        setWidthFull();
        setItemLabelGenerator(name -> offers.stream().filter(offer -> offer.binding().secretName().equals(name)).map(Offer::label).findFirst()
                .orElse("A database elsewhere"));
        addValueChangeListener(change -> {
            arrange();
            if (change.isFromClient()) {
                wanted = change.getValue();
                changed.run();
            }
        });
        show(List.of());
    }

    void choose(String secretName) {
        wanted = secretName;
        show(offers);
    }

    void show(List<Offer> now) {
        offers = now;
        List<String> names = new ArrayList<>(now.stream().map(offer -> offer.binding().secretName()).toList());
        names.add(ELSEWHERE);
        setItems(names);
        String shown = wanted != null ? wanted : typedElsewhere.getAsBoolean() ? ELSEWHERE : names.getFirst();
        setValue(names.contains(shown) ? shown : ELSEWHERE);
        setVisible(!now.isEmpty());
        arrange();
    }

    private void arrange() {
        elsewhere.setVisible(chosen().isEmpty());
    }

    List<Offer> offers() {
        return offers;
    }

    Optional<Offer> chosen() {
        return offers.stream().filter(offer -> offer.binding().secretName().equals(getValue())).findFirst();
    }
}
