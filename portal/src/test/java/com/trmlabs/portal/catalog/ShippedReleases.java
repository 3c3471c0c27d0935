package com.trmlabs.portal.catalog;

import com.trmlabs.portal.identity.As;
import java.util.Arrays;

/** Publishes releases of the chart that this project ships, as a pipeline does. */
public final class ShippedReleases {

    private ShippedReleases() {}

    public static void publish(ReleasePublishing publishing, String... versions) {
        Sent sent = Sent.shippedChart();
        As.machineOf("operator@example.test", "releases:publish").run(() -> {
            publishing.upload(sent.digest(), sent.chart());
            Arrays.stream(versions).forEach(version -> publishing.publish(sent.release(version, "As shipped.")));
        });
    }
}
