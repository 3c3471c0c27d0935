package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An onboarding as it was last saved.
 *
 * @param customer from the moment on that the step Customer was complete, {@code project} likewise for Connect
 * @param steps what was typed, by the id of the step; also what is not complete or not right yet
 * @param outcome the change that was submitted, empty before
 */
public record OnboardingDraft(long id, Optional<CustomerId> customer, Optional<ProjectId> project, State state, String outcome,
        Map<String, Saved> steps, String startedBy, PersonId startedById, Instant startedAt) {

    public enum State { OPEN, SUBMITTED, DISCARDED }

    /** @param version counts the times it was saved; goes back with the next save */
    public record Saved(ObjectNode data, int version, String by, Instant at) {}

    /** What was typed at a step, empty when nothing was. The copy is yours. */
    public ObjectNode data(String step) {
        Saved saved = steps.get(step);
        return saved == null ? new JsonMapper().createObjectNode() : saved.data().deepCopy();
    }

    public int version(String step) {
        Saved saved = steps.get(step);
        return saved == null ? 0 : saved.version();
    }

    public Optional<Saved> lastSaved() {
        return steps.values().stream().max(Comparator.comparing(Saved::at));
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }
}
