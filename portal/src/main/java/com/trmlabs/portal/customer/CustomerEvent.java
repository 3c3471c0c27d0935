package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something happened to a customer, a project or an onboarding. Nobody but the record listens, so the action tells them apart.
 *
 * @param before and {@code after}: only what differs
 */
record CustomerEvent(String action, String subject, Optional<CustomerId> customer, Optional<String> reason, Map<String, ?> before,
        Map<String, ?> after) implements DomainEvent {

    static CustomerEvent of(String action, String subject, CustomerId customer, Map<String, ?> before, Map<String, ?> after) {
        return new CustomerEvent(action, subject, Optional.of(customer), Optional.empty(), less(before, after), less(after, before));
    }

    CustomerEvent because(String why) {
        return new CustomerEvent(action, subject, customer, Optional.of(why), before, after);
    }

    private static Map<String, Object> less(Map<String, ?> fields, Map<String, ?> same) {
        var differing = new HashMap<String, Object>(fields);
        differing.entrySet().removeIf(field -> Objects.equals(field.getValue(), same.get(field.getKey())));
        return Map.copyOf(differing);
    }
}
