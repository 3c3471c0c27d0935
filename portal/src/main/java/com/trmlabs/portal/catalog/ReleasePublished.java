package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.DomainEvent;
import java.util.Map;
import java.util.TreeMap;

/** A release is there and stays as it is. */
public record ReleasePublished(Release release) implements DomainEvent {

    @Override
    public String action() {
        return "release.publish";
    }

    @Override
    public String subject() {
        return release.type() + " " + release.version();
    }

    @Override
    public Map<String, ?> after() {
        Map<String, Object> after = new TreeMap<>(Map.of("chart", release.chart().value(), "notes", release.notes()));
        release.images().forEach((role, image) -> after.put("images." + role, image.toString()));
        release.base().ifPresent(base -> after.put("base", base.value()));
        return after;
    }
}
