package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.service.ServiceQueries;
import com.vaadin.flow.component.Component;

/** A card that another module hangs on the page of a service, contributed as a bean; {@code @Order} places it. */
public interface ServiceSection {

    Component section(ServiceQueries.Page service);
}
