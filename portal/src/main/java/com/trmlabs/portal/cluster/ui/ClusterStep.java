package com.trmlabs.portal.cluster.ui;

import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.ui.OnboardingStep;
import com.trmlabs.portal.customer.ui.StepForm;
import com.trmlabs.portal.customer.ui.StepFrame;
import com.trmlabs.portal.customer.ui.StepProblem;
import com.trmlabs.portal.customer.ui.TypedFields;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** The cluster that onboarding creates: private, regional, one node pool. */
@org.springframework.stereotype.Component
class ClusterStep implements OnboardingStep {

    private static final List<String> MACHINES = List.of("e2-standard-2", "e2-standard-4", "e2-standard-8", "n2-standard-2", "n2-standard-4",
            "n2-standard-8", "n2-highmem-8", "c3-standard-4", "c3-standard-8");

    private final PlannedCluster planned;
    private final CustomerQueries customers;
    private final ClusterQueries clusters;
    private final CloudProjects cloud;

    ClusterStep(PlannedCluster planned, CustomerQueries customers, ClusterQueries clusters, CloudProjects cloud) {
        this.planned = planned;
        this.customers = customers;
        this.clusters = clusters;
        this.cloud = cloud;
    }

    @Override
    public String id() {
        return PlannedCluster.STEP;
    }

    @Override
    public String title() {
        return "Cluster";
    }

    @Override
    public int order() {
        return 40;
    }

    @Override
    public Optional<String> waitsFor(OnboardingDraft draft) {
        return draft.project().isPresent() ? Optional.empty() : Optional.of("First complete the step Connect: the cluster goes into the project's network.");
    }

    @Override
    public State state(OnboardingDraft draft) {
        if (draft.version(id()) == 0) {
            return State.UNTOUCHED;
        }
        return planned.of(draft).isPresent() ? State.DONE : State.INCOMPLETE;
    }

    @Override
    public List<Decided> summary(OnboardingDraft draft) {
        return planned.of(draft).map(plan -> List.of(new Decided("Cluster", plan.name() + ", private, " + plan.channel().toLowerCase(Locale.ROOT)),
                new Decided("Nodes", demand(plan).toString()))).orElseGet(List::of);
    }

    @Override
    public Optional<NodeDemand> demand(OnboardingDraft draft) {
        return planned.of(draft).map(ClusterStep::demand);
    }

    private static NodeDemand demand(ClusterPlan plan) {
        return new NodeDemand(plan.machineType(), plan.zones(), plan.perZone(), plan.maxPerZone());
    }

    @Override
    public StepForm open(OnboardingDraft draft, StepFrame frame) {
        return new Form(draft, customers.project(draft.project().orElseThrow()).details(), frame);
    }

    private ObjectNode begin(OnboardingDraft draft, ProjectDetails project) {
        ObjectNode data = draft.data(id());
        if (data.isEmpty()) {
            boolean production = customers.customer(project.customer()).tier() == Tier.PRODUCTION;
            data.put("name", free(project.customer() + (production ? "-prod" : "-trial"), project.id())).put("channel", "REGULAR").put("pool", "main")
                    .put("machineType", "e2-standard-4").put("perZone", 1).put("min", 1).put("max", 3);
            project.zones().forEach(data.putArray("zones")::add);
        }
        return data;
    }

    /** The customer's further projects get a number: names are unique in the whole portal. */
    private String free(String name, ProjectId project) {
        return IntStream.iterate(1, number -> number + 1).mapToObj(number -> number == 1 ? name : name + "-" + number)
                .filter(proposed -> clusters.taken(new ClusterName(proposed), project).isEmpty()).findFirst().orElseThrow();
    }

    private final class Form implements StepForm {

        private final ProjectDetails project;
        private final TypedFields fields;
        private final Div content = new Div();

        Form(OnboardingDraft draft, ProjectDetails project, StepFrame frame) {
            this.project = project;
            fields = new TypedFields(begin(draft, project), frame);
            fields.text("name", "Name", "Cannot be changed later");
            fields.radio("channel", "Release channel", "How early Google upgrades it", Map.of("RAPID", "Rapid", "REGULAR", "Regular", "STABLE", "Stable"));
            fields.several("zones", "Zones", "Nodes and instances spread over them", project.zones());
            fields.text("pool", "Node pool", "");
            fields.choice("machineType", "Machine type", "Of each node", MACHINES, true);
            fields.number("perZone", "Nodes a zone at the start", "");
            fields.number("min", "At least, a zone", "");
            fields.number("max", "At most, a zone", "Quota and ranges are checked against it");
            content.add(origin(), new Paragraph("In " + project.id() + ", region " + project.region() + ", network " + project.network() + " / " + project.subnet()
                    + ". Nodes have no external addresses; the portal reaches the control plane by its DNS endpoint."), fields.layout());
        }

        private static Component origin() {
            RadioButtonGroup<String> origin = new RadioButtonGroup<>("Where the cluster comes from");
            String create = "Create a new one";
            origin.setItems(create, "Adopt an existing one: not available yet");
            origin.setValue(create);
            origin.setItemEnabledProvider(create::equals);
            return origin;
        }

        @Override
        public Component content() {
            return content;
        }

        @Override
        public ObjectNode typed() {
            return fields.typed();
        }

        @Override
        public List<StepProblem> check() {
            var input = new ClusterInput(typed(), project);
            var problems = new HashMap<>(input.problems());
            if (problems.isEmpty()) {
                clusters.taken(input.plan().name(), project.id()).ifPresent(problem -> problems.put("name", problem));
                unknownMachine(input.plan()).ifPresent(problem -> problems.put("machineType", problem));
            }
            return fields.mark(problems);
        }

        /** Asks Google at once; when it cannot be asked, preflight will say so. */
        private Optional<String> unknownMachine(ClusterPlan plan) {
            try {
                List<String> without = plan.zones().stream().filter(zone -> cloud.machineType(plan.project(), zone, plan.machineType()).isEmpty()).toList();
                return without.isEmpty() ? Optional.empty() : Optional.of(plan.machineType() + " is not offered in " + String.join(", ", without) + ".");
            } catch (CloudFault unknown) {
                return Optional.empty();
            }
        }

        @Override
        public Optional<String> complete() {
            return Optional.empty();
        }
    }
}
