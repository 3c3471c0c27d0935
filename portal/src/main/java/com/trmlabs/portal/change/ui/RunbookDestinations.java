package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.ui.Destinations;
import java.util.List;
import java.util.Locale;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Runbooks by their headings, and the list of all, for Go to. */
@Component
@Order(90)
class RunbookDestinations implements Destinations {

    private final List<Destination> all = Runbooks.names().stream().map(name -> new Destination("Runbook", Runbooks.title(name), "runbooks/" + name)).toList();

    @Override
    public List<Destination> find(String text) {
        return all.stream().filter(runbook -> runbook.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))).limit(5).toList();
    }
}
