package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.customer.ui.Typed;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.Offers.Offer;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was typed about one service type at the step Services. */
record ServiceInput(ObjectNode data) {

    static final String RELEASE = "release";
    static final String INPUTS = "inputs";
    static final String BINDING = "binding";
    /** Within the binding: the Secret of a database that the same change installs. */
    static final String OFFER = "offer";

    boolean isChosen() {
        return !new Typed(data).text(RELEASE).isEmpty();
    }

    ObjectNode inputs() {
        return data.path(INPUTS) instanceof ObjectNode inputs ? inputs : new JsonMapper().createObjectNode();
    }

    ObjectNode bindingData() {
        return data.path(BINDING) instanceof ObjectNode binding ? binding : new JsonMapper().createObjectNode();
    }

    String chosenOffer() {
        return new Typed(bindingData()).text(OFFER);
    }

    private Optional<Offer> offer(List<Offer> offers) {
        return offers.stream().filter(offer -> offer.binding().secretName().equals(chosenOffer())).findFirst();
    }

    /** @param offers of the databases that are installed beside it */
    Map<String, String> bindingProblems(List<Offer> offers) {
        if (!chosenOffer().isEmpty()) {
            return offer(offers).isPresent() ? Map.of() : Map.of(OFFER, "No database of this cluster offers " + chosenOffer() + " any more. Choose again.");
        }
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
        return typed.whole(guilty(typed), this::elsewhere).problems();
    }

    private static String guilty(Typed typed) {
        int port = typed.number("port");
        return port < 1 || port > 65535 ? "port" : "ca";
    }

    private Binding binding(List<Offer> offers) {
        return chosenOffer().isEmpty() ? elsewhere() : offer(offers).orElseThrow().binding();
    }

    private Binding elsewhere() {
        var typed = new Typed(bindingData());
        return new Binding(typed.text("host"), typed.number("port"), typed.text("database"), typed.text("secretName"), typed.text("ca"));
    }

    Proposal proposal(ClusterName cluster, String type, boolean needsDatabase, List<Offer> offers) {
        return new Proposal(ChangeKind.INSTALL, new ServiceName(cluster, type), new Typed(data).text(RELEASE), inputs(),
                needsDatabase ? Optional.of(binding(offers)) : Optional.empty());
    }
}
