package com.trmlabs.portal.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a pipeline would send, from a chart that this project ships. */
record Sent(String type, List<String> roles, byte[] chart, String digest) {

    static Sent shippedChart() {
        return shipped("api", "api");
    }

    /** @param roles of the images that the type needs */
    static Sent shipped(String type, String... roles) {
        byte[] chart = ChartArchive.pack(Path.of("../k8s/services", type, "chart"), type);
        return new Sent(type, List.of(roles), chart, ChartArchive.digest(chart).value());
    }

    Publication release(String version, String notes) {
        return new Publication(type, version, digest, roles.stream().collect(Collectors.toMap(role -> role, role -> image(version))), notes, null);
    }

    static String image(String version) {
        return "europe-docker.pkg.dev/trm-portal/services/api@sha256:" + "%064x".formatted(Math.abs(version.hashCode()));
    }
}
