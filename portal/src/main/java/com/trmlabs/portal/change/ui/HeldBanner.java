package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.ui.Banner;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Says on every page that an admin holds all runs. */
@Service
class HeldBanner implements Banner {

    private final ChangeDesk desk;

    HeldBanner(ChangeDesk desk) {
        this.desk = desk;
    }

    @Override
    public Optional<Component> line() {
        return desk.held().map(since -> new Div("ALL RUNS HELD " + since));
    }
}
