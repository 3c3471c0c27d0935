package com.trmlabs.portal.cluster.ui;

import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.ui.Typed;
import com.trmlabs.portal.kernel.ClusterName;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What was typed at the step Cluster, for a project. */
record ClusterInput(ObjectNode data, ProjectDetails project) {

    static final List<String> CHANNELS = List.of("RAPID", "REGULAR", "STABLE");

    Map<String, String> problems() {
        var typed = new Typed(data);
        typed.required("name", "A cluster needs a name.").valid("name", () -> new ClusterName(typed.text("name")))
                .required("zones", "Choose at least one zone.")
                .required("machineType", "Choose a machine type.")
                .required("perZone", "How many nodes a zone at the start?")
                .required("min", "How few nodes a zone may there be?")
                .required("max", "How many nodes a zone may there be?");
        if (!project.zones().containsAll(typed.list("zones"))) {
            typed.problem("zones", "Choose from the project's zones: " + String.join(", ", project.zones()) + ".");
        }
        if (!CHANNELS.contains(typed.text("channel"))) {
            typed.problem("channel", "Choose a release channel.");
        }
        if (!typed.text("pool").matches("[a-z]([a-z0-9-]{0,37}[a-z0-9])?")) {
            typed.problem("pool", "A pool's name has up to 39 lower-case letters, digits or dashes and starts with a letter.");
        }
        if (!typed.text("machineType").matches("[a-z][a-z0-9]*-[a-z0-9-]+")) {
            typed.problem("machineType", "A machine type is named like e2-standard-4.");
        }
        return typed.whole(guiltyNumber(typed), this::plan).problems();
    }

    /** The number that a complaint about the three of them belongs to. */
    private static String guiltyNumber(Typed typed) {
        if (typed.number("max") < 1 || typed.number("max") > 50 || typed.number("max") < typed.number("perZone")) {
            return "max";
        }
        return typed.number("min") < 0 || typed.number("min") > typed.number("perZone") ? "min" : "perZone";
    }

    ClusterPlan plan() {
        var typed = new Typed(data);
        return new ClusterPlan(new ClusterName(typed.text("name")), project.id(), project.region(), typed.list("zones"), typed.text("channel"),
                typed.text("pool"), typed.text("machineType"), typed.number("perZone"), typed.number("min"), typed.number("max"));
    }
}
