package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.cluster.ui.PlannedCluster;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.ui.OnboardingStep;
import com.trmlabs.portal.customer.ui.StepForm;
import com.trmlabs.portal.customer.ui.StepFrame;
import com.trmlabs.portal.customer.ui.StepProblem;
import com.trmlabs.portal.customer.ui.Typed;
import com.trmlabs.portal.service.Offers;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What runs in the new cluster. The form of a type comes from its JSON Schema; no type is known here by name. */
@org.springframework.stereotype.Component
class ServicesStep implements OnboardingStep {

    private final Catalog catalog;
    private final PlannedServices planned;
    private final PlannedCluster cluster;
    private final Offers offers;

    ServicesStep(Catalog catalog, PlannedServices planned, PlannedCluster cluster, Offers offers) {
        this.catalog = catalog;
        this.planned = planned;
        this.cluster = cluster;
        this.offers = offers;
    }

    @Override
    public String id() {
        return PlannedServices.STEP;
    }

    @Override
    public String title() {
        return "Services";
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public Optional<String> waitsFor(OnboardingDraft draft) {
        return cluster.of(draft).isPresent() ? Optional.empty() : Optional.of("First complete the step Cluster: services run in it.");
    }

    @Override
    public State state(OnboardingDraft draft) {
        if (draft.version(id()) == 0) {
            return State.UNTOUCHED;
        }
        return planned.areRight(draft) ? State.DONE : State.INCOMPLETE;
    }

    @Override
    public List<Decided> summary(OnboardingDraft draft) {
        return planned.of(draft).stream().map(one -> new Decided("Service",
                one.type().title() + " " + new Typed(one.input().data()).text(ServiceInput.RELEASE) + (one.type().needsDatabase() ? database(one.input()) : ""))).toList();
    }

    private static String database(ServiceInput client) {
        String host = new Typed(client.bindingData()).text("host");
        return client.chosenOffer().isEmpty() ? host.isEmpty() ? ", no database yet" : ", database at " + host : ", database of this cluster";
    }

    @Override
    public StepForm open(OnboardingDraft draft, StepFrame frame) {
        return new Form(draft.data(id()), frame);
    }

    private final class Form implements StepForm {

        private final Map<String, ServiceTypeCard> cards = new LinkedHashMap<>();
        private final Div content = new Div();

        Form(ObjectNode begin, StepFrame frame) {
            catalog.types().forEach(type -> cards.put(type.name(),
                    new ServiceTypeCard(type, catalog.releases(type.name()), PlannedServices.input(begin, type.name()), frame, this::offer)));
            cards.values().forEach(content::add);
            offer();
        }

        /** What the databases offer as they are filled in now. */
        private void offer() {
            Map<String, ObjectNode> inputs = new HashMap<>();
            cards.forEach((type, card) -> {
                if (new ServiceInput(card.typed()).isChosen()) {
                    inputs.put(type, new ServiceInput(card.typed()).inputs());
                }
            });
            cards.values().forEach(card -> card.offer(offers.planned(inputs, card.type())));
        }

        @Override
        public Component content() {
            return content;
        }

        @Override
        public ObjectNode typed() {
            ObjectNode typed = new JsonMapper().createObjectNode();
            cards.forEach((type, card) -> typed.set(type, card.typed()));
            return typed;
        }

        @Override
        public List<StepProblem> check() {
            return cards.values().stream().flatMap(card -> card.check().stream()).toList();
        }

        @Override
        public Optional<String> complete() {
            return Optional.empty();
        }
    }
}
