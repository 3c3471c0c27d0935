package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.customer.ui.Typed;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was typed about one service type at the step Services. */
record ServiceInput(ObjectNode data) {

    static final String RELEASE = "release";
    static final String INPUTS = "inputs";
    static final String BINDING = "binding";

    boolean isChosen() {
        return !new Typed(data).text(RELEASE).isEmpty();
    }

    ObjectNode inputs() {
        return data.path(INPUTS) instanceof ObjectNode inputs ? inputs : new JsonMapper().createObjectNode();
    }

    ObjectNode bindingData() {
        return data.path(BINDING) instanceof ObjectNode binding ? binding : new JsonMapper().createObjectNode();
    }

    Map<String, String> bindingProblems() {
        var typed = new Typed(bindingData());
        typed.required("host", "Where does the database answer? A name or an address inside the VPC.")
                .required("port", "On which port? Usually 5432.")
                .required("database", "Name the database.")
                .required("secretName", "Name the Secret that holds username and password.")
                .required("ca", "Paste the certificate of the database's authority: without it the service cannot tell who answers.");
        if (!typed.text("host").matches("[A-Za-z0-9.-]*")) {
            typed.problem("host", "A host is a name or an IPv4 address, without port or scheme.");
        }
        if (!typed.text("secretName").matches("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?")) {
            typed.problem("secretName", "A Secret is named with lower-case letters, digits, dashes and dots.");
        }
        return typed.whole(guilty(typed), this::binding).problems();
    }

    private static String guilty(Typed typed) {
        int port = typed.number("port");
        return port < 1 || port > 65535 ? "port" : "ca";
    }

    Binding binding() {
        var typed = new Typed(bindingData());
        return new Binding(typed.text("host"), typed.number("port"), typed.text("database"), typed.text("secretName"), typed.text("ca"));
    }

    Proposal proposal(ClusterName cluster, String type, boolean needsDatabase) {
        return new Proposal(ChangeKind.INSTALL, new ServiceName(cluster, type), new Typed(data).text(RELEASE), inputs(),
                needsDatabase ? Optional.of(binding()) : Optional.empty());
    }
}
