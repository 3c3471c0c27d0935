package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.ServiceChanges.RollBack;
import com.trmlabs.portal.service.ServiceQueries;
import com.vaadin.flow.router.AccessDeniedException;
import com.vaadin.flow.router.QueryParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the propose page begins with, as its address says: a kind for a service, a draft to edit, or a change to go back from. */
@Component
class ProposalStart {

    /**
     * @param was the settings that run now, to compare with; absent for an install
     * @param edits the draft that is altered; absent for a new change
     */
    record Start(Proposal proposal, Optional<ObjectNode> was, Optional<Draft> edits, String reason, String ticket) {}

    /** @param revision the one that is looked at */
    record Draft(ChangeId id, int revision) {}

    private final ServiceChanges changes;
    private final ServiceQueries services;
    private final ChangeQueries queries;
    private final Catalog catalog;
    private final ClusterQueries clusters;
    private final CurrentActor current;

    ProposalStart(ServiceChanges changes, ServiceQueries services, ChangeQueries queries, Catalog catalog, ClusterQueries clusters, CurrentActor current) {
        this.changes = changes;
        this.services = services;
        this.queries = queries;
        this.catalog = catalog;
        this.clusters = clusters;
        this.current = current;
    }

    /** Only for whoever could propose it. */
    Start read(QueryParameters parameters) {
        try {
            Start start = from(parameters);
            if (!current.grants().holds(Role.OPERATOR, clusters.row(start.proposal().service().cluster()).customer())) {
                throw new AccessDeniedException();
            }
            return start;
        } catch (IllegalArgumentException wrong) {
            throw new NotFound("page for a change with these parameters (" + wrong.getMessage() + ")");
        }
    }

    private Start from(QueryParameters parameters) {
        Optional<String> draft = parameters.getSingleParameter("change");
        if (draft.isPresent()) {
            return edit(ChangeId.of(draft.get()));
        }
        Optional<String> succeeded = parameters.getSingleParameter("rollback");
        if (succeeded.isPresent()) {
            return rollBack(ChangeId.of(succeeded.get()));
        }
        ChangeKind kind = kind(parameters.getSingleParameter("kind").orElse("configure"));
        return kind == ChangeKind.INSTALL ? install(parameters) : present(kind, ServiceName.of(parameters.getSingleParameter("service").orElse("")));
    }

    private static ChangeKind kind(String text) {
        return Arrays.stream(new ChangeKind[] {ChangeKind.INSTALL, ChangeKind.UPGRADE, ChangeKind.CONFIGURE})
                .filter(kind -> kind.name().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind is install, upgrade or configure"));
    }

    Start edit(ChangeId id) {
        int revision = changes.revision(id).number(); // before what it asks for: what is saved in between is then found to be newer
        ChangeQueries.Page page = queries.page(id);
        Proposal proposal = changes.proposal(id);
        return new Start(proposal, was(proposal), Optional.of(new Draft(id, revision)), page.reason(), page.ticket());
    }

    private Start rollBack(ChangeId id) {
        RollBack back = changes.rollBack(id);
        return new Start(back.proposal(), was(back.proposal()), Optional.empty(), "Roll back of " + id + too(back.undoesToo()) + ": ", "");
    }

    /** Approvers read the reason first, so it says what else goes. */
    private static String too(List<ChangeId> undone) {
        return undone.isEmpty() ? "" : ", which undoes " + undone.stream().map(ChangeId::toString).collect(Collectors.joining(", ")) + " too";
    }

    private Optional<ObjectNode> was(Proposal proposal) {
        return proposal.kind() == ChangeKind.INSTALL ? Optional.empty() : Optional.of(services.page(proposal.service()).inputs());
    }

    private Start present(ChangeKind kind, ServiceName service) {
        Proposal now = changes.current(service);
        String release = kind == ChangeKind.UPGRADE ? newest(service.type()) : now.release();
        return new Start(new Proposal(kind, service, release, now.inputs(), now.binding()), Optional.of(now.inputs()), Optional.empty(), "", "");
    }

    private Start install(QueryParameters parameters) {
        ClusterName cluster = new ClusterName(parameters.getSingleParameter("cluster").orElse(""));
        String type = parameters.getSingleParameter("type").orElseGet(() -> catalog.types().stream().findFirst()
                .orElseThrow(() -> new Refusal("There is no service type to install.")).name());
        return new Start(new Proposal(ChangeKind.INSTALL, new ServiceName(cluster, type), newest(type), JsonMapper.shared().createObjectNode(),
                Optional.empty()), Optional.empty(), Optional.empty(), "", "");
    }

    private String newest(String type) {
        return catalog.versions(type).stream().findFirst()
                .orElseThrow(() -> new Refusal("No release of " + type + " is published yet. A pipeline publishes releases."));
    }
}
