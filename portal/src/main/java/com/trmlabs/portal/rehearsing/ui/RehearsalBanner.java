package com.trmlabs.portal.rehearsing.ui;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.rehearsing.Director;
import com.trmlabs.portal.rehearsing.Example;
import com.trmlabs.portal.ui.Banner;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.Optional;
import org.springframework.context.annotation.Profile;

/** Says on every page that no real cloud is behind it, which faults are on, and where the example is loaded. */
@org.springframework.stereotype.Component
@Profile("rehearsal")
class RehearsalBanner implements Banner {

    private final Director director;
    private final Example example;
    private final CurrentActor current;

    RehearsalBanner(Director director, Example example, CurrentActor current) {
        this.director = director;
        this.example = example;
        this.current = current;
    }

    @Override
    public Optional<Component> line() {
        Div line = new Div(new Span("REHEARSAL: no real cloud. " + faults()));
        line.addClassName("row");
        if (!example.isLoaded() && current.grants().holdsEverywhere(Role.OPERATOR, Role.ADMIN)) {
            line.add(new Anchor("rehearsal", "Load the example"));
        } else if (current.grants().holdsEverywhere(Role.ADMIN)) {
            line.add(new Anchor("rehearsal", "Director"));
        }
        return Optional.of(line);
    }

    private String faults() {
        try {
            var on = director.faults();
            return on.isEmpty() ? "No faults are on." : (on.size() == 1 ? "1 fault is on: " : on.size() + " faults are on: ")
                    + String.join(", ", on.stream().map(fault -> RehearsalView.words(fault.kind())).distinct().toList()) + ".";
        } catch (Refusal unknown) {
            return unknown.getMessage();
        }
    }
}
