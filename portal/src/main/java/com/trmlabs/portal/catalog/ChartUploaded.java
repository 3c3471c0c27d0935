package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.ImageDigest;
import java.util.Map;

/** A chart lies ready for a release to name it. */
public record ChartUploaded(ImageDigest digest, String name, int bytes) implements DomainEvent {

    @Override
    public String action() {
        return "release.chart";
    }

    @Override
    public String subject() {
        return digest.value();
    }

    @Override
    public Map<String, ?> after() {
        return Map.of("name", name, "bytes", bytes);
    }
}
