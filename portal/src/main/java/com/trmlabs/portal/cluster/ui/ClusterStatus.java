package com.trmlabs.portal.cluster.ui;

import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.icon.VaadinIcon;

/** Google's words for the status of a cluster, as the portal shows them. */
public final class ClusterStatus {

    private ClusterStatus() {}

    public static StatusBadge badge(String google) {
        return switch (google) {
            case "RUNNING" -> new StatusBadge("Up", Tone.GOOD, VaadinIcon.CHECK_CIRCLE);
            case "PROVISIONING" -> new StatusBadge("Being created", Tone.RUN, VaadinIcon.PROGRESSBAR);
            case "RECONCILING" -> new StatusBadge("Being changed", Tone.RUN, VaadinIcon.PROGRESSBAR);
            case "STOPPING" -> new StatusBadge("Being removed", Tone.WARN, VaadinIcon.PROGRESSBAR);
            case "DEGRADED" -> new StatusBadge(Status.DEGRADED);
            case "ERROR" -> new StatusBadge(Status.FAILED);
            default -> new StatusBadge(Status.UNKNOWN);
        };
    }
}
