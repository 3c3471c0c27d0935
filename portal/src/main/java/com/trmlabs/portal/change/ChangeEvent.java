package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.Map;
import java.util.Optional;

/** A transition of a change; the verb says which: {@code change.seal}, {@code change.start}. */
record ChangeEvent(String verb, ChangeId change, CustomerId of, Optional<ServiceName> at, String why, Map<String, ?> before,
        Map<String, ?> after) implements DomainEvent {

    @Override
    public String action() {
        return "change." + verb;
    }

    @Override
    public String subject() {
        return change.toString();
    }

    @Override
    public Optional<CustomerId> customer() {
        return Optional.of(of);
    }

    @Override
    public Optional<ServiceName> service() {
        return at;
    }

    @Override
    public Optional<String> reason() {
        return Optional.of(why).filter(text -> !text.isBlank());
    }
}
