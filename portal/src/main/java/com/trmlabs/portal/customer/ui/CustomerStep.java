package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Who the customer is. */
@org.springframework.stereotype.Component
class CustomerStep implements OnboardingStep {

    static final String ID = "customer";

    private final OnboardingDrafts drafts;
    private final CustomerQueries customers;
    private final CurrentActor current;

    CustomerStep(OnboardingDrafts drafts, CustomerQueries customers, CurrentActor current) {
        this.drafts = drafts;
        this.customers = customers;
        this.current = current;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Customer";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public State state(OnboardingDraft draft) {
        if (draft.version(ID) == 0) {
            return draft.customer().isPresent() ? State.DONE : State.UNTOUCHED;
        }
        var input = new CustomerInput(draft.data(ID));
        boolean applied = input.problems().isEmpty() && draft.customer().map(customers::customer).filter(input.details()::equals).isPresent();
        return applied ? State.DONE : State.INCOMPLETE;
    }

    @Override
    public List<Decided> summary(OnboardingDraft draft) {
        return draft.customer().map(customers::customer).map(details -> List.of(new Decided("Customer", details.name()),
                new Decided("Tier", word(details.tier())), new Decided("Data region", details.dataRegion()),
                new Decided("Times in", details.zone().getId()))).orElseGet(List::of);
    }

    static String word(Tier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public StepForm open(OnboardingDraft draft, StepFrame frame) {
        return new Form(draft, begin(draft), frame);
    }

    private ObjectNode begin(OnboardingDraft draft) {
        if (draft.version(ID) > 0 || draft.customer().isEmpty()) {
            return draft.data(ID);
        }
        var known = customers.customer(draft.customer().get());
        ObjectNode data = new JsonMapper().createObjectNode().put("name", known.name()).put("id", known.id().value()).put("tier", known.tier().name())
                .put("dataRegion", known.dataRegion()).put("zone", known.zone().getId());
        var contacts = data.putArray("contacts");
        known.contacts().forEach(contact -> contacts.addObject().put("name", contact.name()).put("email", contact.email()).put("duty", contact.duty().name()));
        return data;
    }

    private final class Form implements StepForm {

        private final long draft;
        private final TypedFields fields;

        Form(OnboardingDraft draft, ObjectNode begin, StepFrame frame) {
            this.draft = draft.id();
            fields = new TypedFields(begin, frame);
            TextField name = fields.text("name", "Name", "As the customer writes it");
            TextField id = fields.text("id", "Short name", draft.customer().isPresent() ? "Fixed since it was registered" : "Stands in addresses, cannot be changed later: bluefin");
            id.setReadOnly(id.isReadOnly() || draft.customer().isPresent());
            name.addValueChangeListener(change -> {
                if (id.isEmpty() && !id.isReadOnly() && change.isFromClient()) {
                    id.setValue(shortened(name.getValue()));
                }
            });
            fields.radio("tier", "Tier", "Production: more people approve each change", tiers());
            fields.choice("dataRegion", "Data region", "The customer's data stay in it", Regions.KNOWN, true);
            var zone = fields.choice("zone", "Time zone", "The customer's times are meant in it", ZoneId.getAvailableZoneIds(), false);
            if (zone.isEmpty()) {
                zone.setValue(browserZone());
            }
            var contacts = new ContactsPart(begin.path("contacts"), frame);
            fields.part("contacts", "Contacts", contacts, contacts::typed, contacts::mark, contacts::focusFirstWrong);
        }

        private static Map<String, String> tiers() {
            var words = new LinkedHashMap<String, String>();
            for (Tier tier : Tier.values()) {
                words.put(tier.name(), word(tier));
            }
            return words;
        }

        private static String browserZone() {
            String browser = UI.getCurrent().getPage().getExtendedClientDetails().getTimeZoneId();
            return browser != null && ZoneId.getAvailableZoneIds().contains(browser) ? browser : "UTC";
        }

        /** {@code Cedar Labs GmbH} becomes {@code cedar}. */
        private static String shortened(String name) {
            return name.strip().toLowerCase(Locale.ROOT).split("[^a-z0-9]+")[0];
        }

        @Override
        public Component content() {
            return new Div(fields.layout());
        }

        @Override
        public ObjectNode typed() {
            return fields.typed();
        }

        @Override
        public List<StepProblem> check() {
            var input = new CustomerInput(typed());
            var problems = new HashMap<>(input.problems());
            if (problems.isEmpty()) {
                notMine(input.details().id()).ifPresent(problem -> problems.put("id", problem));
            }
            return fields.mark(problems);
        }

        private Optional<String> notMine(CustomerId named) {
            return current.grants().holds(Role.OPERATOR, named) ? Optional.empty()
                    : Optional.of("You are no operator of " + named + ". Yours: " + current.grants().of(Role.OPERATOR).customers().stream()
                            .map(CustomerId::value).sorted().collect(Collectors.joining(", ")) + ".");
        }

        @Override
        public Optional<String> complete() {
            drafts.nameCustomer(draft, new CustomerInput(typed()).details());
            return Optional.empty();
        }
    }
}
