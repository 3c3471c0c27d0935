package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.customer.ui.StepFrame;
import com.trmlabs.portal.customer.ui.StepProblem;
import com.trmlabs.portal.customer.ui.Typed;
import com.trmlabs.portal.customer.ui.TypedFields;
import com.trmlabs.portal.service.Offers.Offer;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.form.SchemaForm;
import com.vaadin.flow.component.Composite;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One service type to choose: at which release, configured how, with which database. */
final class ServiceTypeCard extends Composite<SectionCard> {

    private static final String NONE = "";

    private final ServiceType type;
    private final Select<String> release = new Select<>();
    private final SchemaForm form;
    private final TypedFields binding;
    private final OfferChoice offer;

    /** @param altered called when its release or configuration is another one */
    ServiceTypeCard(ServiceType type, List<Release> releases, ServiceInput begin, StepFrame frame, Runnable altered) {
        this.type = type;
        form = new SchemaForm(type.inputs(), begin.inputs(), Optional.empty()).onChange(values -> {
            altered.run();
            frame.changed();
        });
        form.getElement().setEnabled(frame.editable());
        binding = new TypedFields(begin.bindingData(), frame);
        binding.text("host", "Host", "Name or address inside the VPC");
        var port = binding.number("port", "Port", "5432 unless the server says otherwise");
        if (port.getValue() == null) {
            port.setValue(5432);
        }
        binding.text("database", "Database", "The one with the service's tables, for example exposure");
        binding.text("secretName", "Secret in the cluster", "Namespace " + type.name() + ", keys username and password; the customer's admin makes it");
        binding.area("ca", "Certificate authority", "PEM of the database's authority; no private key");
        offer = new OfferChoice(binding.layout(), () -> !new Typed(binding.typed()).text("host").isEmpty(), frame::changed);
        if (!begin.chosenOffer().isEmpty()) {
            offer.choose(begin.chosenOffer());
        }
        offer.setReadOnly(!frame.editable());
        getContent().add(new Paragraph(type.description()));
        if (releases.isEmpty()) {
            getContent().add(new EmptyState("No release of " + type.title() + " yet", "A pipeline publishes releases over the REST API; then one can be chosen here.",
                    new Anchor("releases", "Releases")));
            return;
        }
        choose(releases, begin, frame, altered);
    }

    private void choose(List<Release> releases, ServiceInput begin, StepFrame frame, Runnable altered) {
        var versions = new ArrayList<>(List.of(NONE));
        releases.forEach(one -> versions.add(one.version()));
        release.setLabel("Release of " + type.title());
        release.setItems(versions);
        release.setItemLabelGenerator(version -> version.isEmpty() ? "Do not install" : version.equals(releases.getFirst().version()) ? version + ", newest" : version);
        release.setReadOnly(!frame.editable());
        String before = new Typed(begin.data()).text(ServiceInput.RELEASE);
        release.setValue(versions.contains(before) ? before : NONE);
        Div details = new Div(new H3("Configuration"), form);
        if (type.needsDatabase()) {
            details.add(new H3("Database"), new Paragraph("The password stays in the cluster: the portal neither asks for it nor reads it."), offer, binding.layout());
        }
        details.addClassName("column");
        details.setVisible(begin.isChosen());
        release.addValueChangeListener(change -> {
            details.setVisible(!NONE.equals(change.getValue()));
            altered.run();
            frame.changed();
        });
        Div choice = new Div(release, details);
        choice.addClassName("column");
        release.addClassName("at-start");
        getContent().add(choice);
    }

    @Override
    protected SectionCard initContent() {
        return new SectionCard(type.title());
    }

    ServiceType type() {
        return type;
    }

    void offer(List<Offer> offers) {
        offer.show(offers);
    }

    ObjectNode typed() {
        ObjectNode typed = new JsonMapper().createObjectNode().put(ServiceInput.RELEASE, release.getValue() == null ? NONE : release.getValue());
        typed.set(ServiceInput.INPUTS, form.values());
        if (type.needsDatabase()) {
            typed.set(ServiceInput.BINDING, offer.chosen().map(chosen -> new JsonMapper().createObjectNode().put(ServiceInput.OFFER, chosen.binding().secretName()))
                    .orElseGet(binding::typed));
        }
        return typed;
    }

    List<StepProblem> check() {
        var input = new ServiceInput(typed());
        if (!input.isChosen()) {
            return List.of();
        }
        var problems = new ArrayList<StepProblem>();
        var wrong = form.problems();
        form.show(wrong);
        wrong.forEach(problem -> problems.add(new StepProblem(problem.toString(), () -> form.show(wrong))));
        if (type.needsDatabase()) {
            problems.addAll(binding.mark(input.bindingProblems(offer.offers())));
        }
        return problems;
    }
}
