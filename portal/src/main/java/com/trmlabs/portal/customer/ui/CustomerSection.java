package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.kernel.CustomerId;
import com.vaadin.flow.component.Component;
import java.util.Optional;

/** A card on the page of a customer, contributed as a bean; {@code @Order} says where. Projects have order 100. */
public interface CustomerSection {

    /** Absent when there is nothing to show. */
    Optional<Component> section(CustomerId customer);
}
