package com.trmlabs.portal.service;

import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.Revision;
import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Proposes changes of services. A proposal is a draft; {@link com.trmlabs.portal.change.ChangeDesk#submit} plans and seals it. */
public interface ServiceChanges {

    ChangeId propose(Proposal proposal, String reason, String ticket);

    /**
     * Alters a draft, or a change that waits for approval: its votes no longer count and it has to be sealed again. Its revision is then the next.
     *
     * @param begunFrom the revision that the form began with
     * @throws com.trmlabs.portal.change.AlteredMeanwhile when somebody saved a later one
     */
    void edit(ChangeId id, int begunFrom, Proposal proposal, String reason, String ticket);

    /** The latest revision of what a draft asks for. */
    Revision revision(ChangeId id);

    /** What a draft asks for, to edit it. */
    Proposal proposal(ChangeId id);

    /** Prefilled with what ran before the change; only for one that succeeded. */
    RollBack rollBack(ChangeId id);

    /** The present state as a proposal to start from, for an installed service. */
    Proposal current(ServiceName service);

    /** What it would do now; writes nothing, seals nothing. Faults of the cluster are thrown for the page to show. */
    Preview preview(Proposal proposal);

    /** Wrong inputs by JSON pointer, in words; empty when all is well. The binding's fields stand under /binding. */
    List<InputProblem> problems(Proposal proposal);

    /** @param binding for types that need a database */
    record Proposal(com.trmlabs.portal.change.ChangeKind kind, ServiceName service, String release, ObjectNode inputs, Optional<Binding> binding) {}

    /** @param undoesToo what has changed the service since, in the order in which it ran: going back further than the last change takes it along */
    record RollBack(Proposal proposal, List<ChangeId> undoesToo) {}

    record Preview(List<Difference> differences, String impact, int votes, List<InputProblem> problems) {}
}
