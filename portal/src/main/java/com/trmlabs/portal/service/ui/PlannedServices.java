package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.service.Offers;
import com.trmlabs.portal.service.Offers.Offer;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The services that an onboarding installs. */
@Component
class PlannedServices {

    static final String STEP = "services";

    private final Catalog catalog;
    private final Offers offers;

    PlannedServices(Catalog catalog, Offers offers) {
        this.catalog = catalog;
        this.offers = offers;
    }

    record Planned(ServiceType type, ServiceInput input) {}

    List<Planned> of(OnboardingDraft draft) {
        ObjectNode data = draft.data(STEP);
        return catalog.types().stream().map(type -> new Planned(type, input(data, type.name()))).filter(planned -> planned.input().isChosen()).toList();
    }

    static ServiceInput input(ObjectNode data, String type) {
        return new ServiceInput(data.path(type) instanceof ObjectNode typed ? typed : new JsonMapper().createObjectNode());
    }

    boolean areRight(OnboardingDraft draft) {
        List<Planned> all = of(draft);
        return all.stream().allMatch(planned -> {
            var schema = new InputsSchema(planned.type().inputs());
            return schema.problems(schema.withDefaults(planned.input().inputs())).isEmpty()
                    && (!planned.type().needsDatabase() || planned.input().bindingProblems(offers(all, planned)).isEmpty());
        });
    }

    List<Proposal> proposals(OnboardingDraft draft, ClusterName cluster) {
        List<Planned> all = of(draft);
        return all.stream().map(planned -> planned.input().proposal(cluster, planned.type().name(), planned.type().needsDatabase(), offers(all, planned))).toList();
    }

    private List<Offer> offers(List<Planned> all, Planned client) {
        return offers.planned(all.stream().collect(Collectors.toMap(planned -> planned.type().name(), planned -> planned.input().inputs())), client.type());
    }
}
