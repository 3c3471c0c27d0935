package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What was typed at the step Connect. */
record ProjectInput(ObjectNode data, CustomerId customer) {

    Map<String, String> problems() {
        var typed = new Typed(data);
        return typed.required("project", "Name the Google Cloud project.").valid("project", () -> new ProjectId(typed.text("project")))
                .required("region", "Choose the region of the cluster.")
                .required("zones", "Choose at least one zone.")
                .required("network", "Name the VPC network.")
                .required("subnet", "Name the subnet that nodes get their addresses from.")
                .required("podRange", "Name the subnet's secondary range for pods.")
                .required("serviceRange", "Name the subnet's secondary range for services.")
                .whole(guilty(typed), this::details).problems();
    }

    /** The field that a complaint about the whole belongs to: both ranges alike is the only one that is about two fields. */
    private static String guilty(Typed typed) {
        if (typed.text("podRange").equals(typed.text("serviceRange"))) {
            return "serviceRange";
        }
        String name = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";
        for (String field : new String[] {"network", "subnet", "podRange", "serviceRange"}) {
            if (!typed.text(field).matches(name)) {
                return field;
            }
        }
        return typed.text("region").matches("[a-z]+-[a-z]+[0-9]{1,2}") ? "zones" : "region";
    }

    ProjectDetails details() {
        var typed = new Typed(data);
        return new ProjectDetails(new ProjectId(typed.text("project")), customer, typed.text("region"), typed.list("zones"), typed.text("network"),
                typed.text("subnet"), typed.text("podRange"), typed.text("serviceRange"));
    }

    Optional<ProjectId> project() {
        var typed = new Typed(data);
        typed.valid("project", () -> new ProjectId(typed.text("project")));
        return typed.problems().isEmpty() ? Optional.of(new ProjectId(typed.text("project"))) : Optional.empty();
    }
}
