package com.trmlabs.portal.catalog;

import java.nio.file.Path;
import java.util.Map;

/** What a pipeline would send, from the chart that this project ships. */
record Sent(byte[] chart, String digest) {

    static Sent shippedChart() {
        byte[] chart = ChartArchive.pack(Path.of("../k8s/services/api/chart"), "api");
        return new Sent(chart, ChartArchive.digest(chart).value());
    }

    Publication release(String version, String notes) {
        return new Publication("api", version, digest, Map.of("api", image(version)), notes, null);
    }

    static String image(String version) {
        return "registry.example.com/trm/api@sha256:" + "%064x".formatted(Math.abs(version.hashCode()));
    }
}
