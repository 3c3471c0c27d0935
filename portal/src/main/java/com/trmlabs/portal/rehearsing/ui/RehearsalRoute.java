package com.trmlabs.portal.rehearsing.ui;

import com.vaadin.flow.router.RouteConfiguration;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The page exists in a rehearsal only. */
@Component
@Profile("rehearsal")
class RehearsalRoute implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        RouteConfiguration.forRegistry(event.getSource().getRouter().getRegistry()).setAnnotatedRoute(RehearsalView.class);
    }
}
