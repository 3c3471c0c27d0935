package com.trmlabs.portal.customer.ui;

import java.util.List;

/** Google Cloud regions to choose from; others can be typed. */
final class Regions {

    static final List<String> KNOWN = List.of("africa-south1", "asia-east1", "asia-east2", "asia-northeast1", "asia-northeast2",
            "asia-northeast3", "asia-south1", "asia-south2", "asia-southeast1", "asia-southeast2", "australia-southeast1",
            "australia-southeast2", "europe-central2", "europe-north1", "europe-southwest1", "europe-west1", "europe-west2", "europe-west3",
            "europe-west4", "europe-west6", "europe-west8", "europe-west9", "europe-west10", "europe-west12", "me-central1", "me-central2",
            "me-west1", "northamerica-northeast1", "northamerica-northeast2", "southamerica-east1", "southamerica-west1", "us-central1",
            "us-east1", "us-east4", "us-east5", "us-south1", "us-west1", "us-west2", "us-west3", "us-west4");

    private Regions() {}

    /** Zones of a region that may exist; which of them do is asked by preflight. */
    static List<String> zones(String region) {
        return List.of("a", "b", "c", "d", "f").stream().map(letter -> region + "-" + letter).toList();
    }

    /** The three zones that the region has, as far as is known here. */
    static List<String> usualZones(String region) {
        return List.of("europe-west1", "us-east1").contains(region) ? zones(region).subList(1, 4) : zones(region).subList(0, 3);
    }
}
