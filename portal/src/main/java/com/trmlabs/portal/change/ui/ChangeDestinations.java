package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeQueries.Filter;
import com.trmlabs.portal.ui.Destinations;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Changes by number, title, reason or ticket, for Go to. */
@Component
class ChangeDestinations implements Destinations {

    private final ChangeQueries changes;

    ChangeDestinations(ChangeQueries changes) {
        this.changes = changes;
    }

    @Override
    public List<Destination> find(String text) {
        return changes.rows(new Filter(text, Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), 0, 8).stream()
                .map(row -> new Destination("Change", row.id() + " " + row.title(), "changes/" + row.id()))
                .toList();
    }
}
