package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.service.ServiceQueries;
import com.vaadin.flow.component.Component;
import java.util.Optional;

/** A card that another module hangs on the page of a service, contributed as a bean; {@code @Order} places it. */
public interface ServiceSection {

    /** Absent where the module has nothing to say about such a service. */
    Optional<Component> section(ServiceQueries.Page service);
}
