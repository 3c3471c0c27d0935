package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The services that an onboarding installs. */
@Component
class PlannedServices {

    static final String STEP = "services";

    private final Catalog catalog;

    PlannedServices(Catalog catalog) {
        this.catalog = catalog;
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
        return of(draft).stream().allMatch(planned -> {
            var schema = new InputsSchema(planned.type().inputs());
            return schema.problems(schema.withDefaults(planned.input().inputs())).isEmpty()
                    && (!planned.type().needsDatabase() || planned.input().bindingProblems().isEmpty());
        });
    }

    List<Proposal> proposals(OnboardingDraft draft, ClusterName cluster) {
        return of(draft).stream().map(planned -> planned.input().proposal(cluster, planned.type().name(), planned.type().needsDatabase())).toList();
    }
}
