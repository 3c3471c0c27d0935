package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeDropped;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.Drafts;
import com.trmlabs.portal.change.Revision;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.ClusterPlanning;
import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.customer.FixedPlaces;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.People.Person;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Turns what operators ask of services into drafts of changes. */
@Component
class ServiceDesk implements ServiceChanges, Onboarding {

    private final Drafts drafts;
    private final ChangeDesk changes;
    private final ChangeQueries changeQueries;
    private final ServiceStore services;
    private final ClusterQueries clusters;
    private final CustomerDirectory customers;
    private final FixedPlaces places;
    private final Catalog catalog;
    private final Approvals approvals;
    private final People people;
    private final CurrentActor current;

    ServiceDesk(Drafts drafts, ChangeDesk changes, ChangeQueries changeQueries, ServiceStore services, ClusterQueries clusters,
            CustomerDirectory customers, FixedPlaces places, Catalog catalog, Approvals approvals, People people, CurrentActor current) {
        this.drafts = drafts;
        this.changes = changes;
        this.changeQueries = changeQueries;
        this.services = services;
        this.clusters = clusters;
        this.customers = customers;
        this.places = places;
        this.catalog = catalog;
        this.approvals = approvals;
        this.people = people;
        this.current = current;
    }

    @Override
    @Activity("change.draft")
    @PreAuthorize("hasRole('OPERATOR')")
    public ChangeId propose(Proposal proposal, String reason, String ticket) {
        CustomerId customer = clusters.row(proposal.service().cluster()).customer();
        current.require(Role.OPERATOR, customer);
        return drafts.draft(intent(sound(proposal), customer), reason, ticket);
    }

    @Override
    @Activity("change.alter")
    @PreAuthorize("hasRole('OPERATOR')")
    public void edit(ChangeId id, int begunFrom, Proposal proposal, String reason, String ticket) {
        Intent before = drafts.intent(id);
        current.require(Role.OPERATOR, before.customer());
        if (!before.service().equals(Optional.of(proposal.service()))) {
            throw new Refusal(id + " is about " + before.target() + "; for another service open another change.");
        }
        drafts.alter(id, begunFrom, intent(sound(proposal), before.customer()), reason, ticket);
    }

    @Override
    public Revision revision(ChangeId id) {
        return drafts.revision(id);
    }

    @Override
    public Proposal proposal(ChangeId id) {
        Intent intent = drafts.intent(id);
        return ServiceRequest.read(intent.kind(), intent.request());
    }

    @Override
    public RollBack rollBack(ChangeId id) {
        ChangeQueries.Page page = changeQueries.page(id);
        if (page.status() != ChangeStatus.SUCCEEDED || page.service().isEmpty()) {
            throw new Refusal(id + " did not succeed on a service, so there is nothing to go back from.");
        }
        ServiceName service = page.service().get();
        List<ChangeId> ran = changeQueries.succeeded(service);
        int here = ran.indexOf(id);
        ObjectNode before = ran.subList(0, here).reversed().stream().map(earlier -> requestOf(earlier, service)).flatMap(Optional::stream).findFirst()
                .orElseThrow(() -> new Refusal(id + " installed " + service + "; before it there was nothing to go back to."));
        List<ChangeId> since = ran.subList(here + 1, ran.size()).stream().filter(later -> requestOf(later, service).isPresent()).toList();
        return new RollBack(ServiceRequest.read(ChangeKind.ROLL_BACK, before), since);
    }

    /** What a change made of the service, if it was about it. */
    private Optional<ObjectNode> requestOf(ChangeId id, ServiceName service) {
        Intent intent = drafts.intent(id);
        if (intent.service().equals(Optional.of(service))) {
            return Optional.of(intent.request());
        }
        return intent.request().path("services").valueStream().filter(node -> node.path("service").asString("").equals(service.toString()))
                .map(JsonNode::asObject).findFirst();
    }

    @Override
    public Proposal current(ServiceName service) {
        Service installed = services.findById(service.toString()).orElseThrow(() -> new NotFound("service " + service));
        current.requireSight(installed.customer(), "service " + service);
        return ServiceRequest.read(ChangeKind.CONFIGURE, installed.request());
    }

    @Override
    @PreAuthorize("hasRole('OPERATOR')")
    public ServiceChanges.Preview preview(Proposal proposal) {
        CustomerId customer = clusters.row(proposal.service().cluster()).customer();
        current.require(Role.OPERATOR, customer);
        List<InputProblem> problems = problems(proposal);
        if (!problems.isEmpty()) {
            return new ServiceChanges.Preview(List.of(), "", votes(customer), problems);
        }
        Plan plan = drafts.preview(intent(proposal, customer));
        return new ServiceChanges.Preview(plan.differences(), drafts.impact(plan), votes(customer), List.of());
    }

    @Override
    public List<InputProblem> problems(Proposal proposal) {
        ServiceType type = catalog.type(proposal.service().type());
        InputsSchema schema = new InputsSchema(type.inputs());
        List<InputProblem> problems = new ArrayList<>(schema.problems(schema.withDefaults(proposal.inputs())));
        if (type.needsDatabase() && proposal.binding().isEmpty()) {
            problems.add(new InputProblem("/binding", "Database", type.title() + " needs a database: say where it is."));
        }
        if (catalog.release(type.name(), proposal.release()).isEmpty()) {
            problems.add(new InputProblem("/release", "Release", "There is no release " + proposal.release() + " of " + type.name() + "."));
        }
        return problems;
    }

    private Proposal sound(Proposal proposal) {
        List<InputProblem> problems = problems(proposal);
        if (!problems.isEmpty()) {
            throw new Refusal(String.join(" ", problems.stream().map(InputProblem::toString).toList()));
        }
        InputsSchema schema = new InputsSchema(catalog.type(proposal.service().type()).inputs());
        return new Proposal(proposal.kind(), proposal.service(), proposal.release(), schema.withDefaults(proposal.inputs()), proposal.binding());
    }

    private static Intent intent(Proposal proposal, CustomerId customer) {
        ServiceName service = proposal.service();
        String title = switch (proposal.kind()) {
            case UPGRADE, ROLL_BACK -> "%s %s to %s, %s".formatted(proposal.kind().verb(), service.type(), proposal.release(), service.cluster());
            case INSTALL -> "Install %s %s, %s".formatted(service.type(), proposal.release(), service.cluster());
            default -> "%s %s, %s".formatted(proposal.kind().verb(), service.type(), service.cluster());
        };
        return new Intent(proposal.kind(), title, customer, Optional.of(service.cluster()), Optional.of(service), ServiceRequest.write(proposal));
    }

    private int votes(CustomerId customer) {
        return approvals.rule(customers.find(customer).orElseThrow(() -> new NotFound("customer " + customer)).tier().name().toLowerCase()).votes();
    }

    // --- a customer's first change

    @Override
    @Activity("change.onboard")
    @PreAuthorize("hasRole('OPERATOR')")
    @Transactional
    public ChangeId submit(ClusterPlan cluster, List<Proposal> proposals, String reason, String ticket) {
        Intent intent = onboarding(cluster, proposals.stream().map(this::sound).toList());
        ChangeId id = drafts.draft(intent, reason, ticket);
        changes.submit(id);
        places.fix(cluster.project(), id);
        return id;
    }

    /** What was wrong with its place or tier can be put right, and asked for again. */
    @EventListener
    void on(ChangeDropped dropped) {
        places.release(dropped.change());
    }

    @Override
    @PreAuthorize("hasRole('OPERATOR')")
    public Onboarding.Preview preview(ClusterPlan cluster, List<Proposal> proposals) {
        CustomerId customer = owner(cluster);
        List<InputProblem> problems = proposals.stream().map(this::problems).flatMap(List::stream).toList();
        List<String> couldVote = people.holding(Role.APPROVER, customer).stream()
                .filter(person -> !person.id().equals(current.actor().person())).map(Person::name).toList();
        if (!problems.isEmpty()) {
            return new Onboarding.Preview(List.of(), List.of(), "", "", votes(customer), couldVote, problems);
        }
        Plan plan = drafts.preview(onboarding(cluster, proposals.stream().map(this::sound).toList()));
        return new Onboarding.Preview(plan.steps().stream().map(Plan.Step::title).toList(), plan.differences(), drafts.impact(plan), plan.wayBack(),
                votes(customer), couldVote, List.of());
    }

    private Intent onboarding(ClusterPlan cluster, List<Proposal> proposals) {
        CustomerId customer = owner(cluster);
        current.require(Role.OPERATOR, customer);
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.set("cluster", ClusterPlanning.write(cluster));
        var list = request.putArray("services");
        proposals.forEach(proposal -> list.add(ServiceRequest.write(proposal)));
        String with = proposals.isEmpty() ? "" : " with " + String.join(", ", proposals.stream().map(p -> p.service().type() + " " + p.release()).toList());
        return new Intent(ChangeKind.ONBOARD, "Create " + cluster.name() + with, customer, Optional.of(new ClusterName(cluster.name().value())),
                Optional.empty(), request);
    }

    private CustomerId owner(ClusterPlan cluster) {
        return customers.project(cluster.project()).orElseThrow(() -> new NotFound("project " + cluster.project())).customer();
    }
}
