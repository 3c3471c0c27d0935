package com.trmlabs.portal.catalog;

import com.trmlabs.portal.identity.As;
import java.util.Arrays;

/** Publishes releases of the charts that this project ships, as a pipeline does. */
public final class ShippedReleases {

    private ShippedReleases() {}

    /** Of the API. */
    public static void publish(ReleasePublishing publishing, String... versions) {
        publish(publishing, Sent.shippedChart(), versions);
    }

    public static void publishDatabase(ReleasePublishing publishing, String version) {
        publish(publishing, Sent.shipped("postgres", "postgres", "pgpool", "pgbouncer"), version);
    }

    private static void publish(ReleasePublishing publishing, Sent sent, String... versions) {
        As.machineOf("operator@example.test", "releases:publish").run(() -> {
            publishing.upload(sent.digest(), sent.chart());
            Arrays.stream(versions).forEach(version -> publishing.publish(sent.release(version, "As shipped.")));
        });
    }
}
