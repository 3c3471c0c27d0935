package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/** An onboarding from its first click to its change. It can be edited only while it is open. */
@Entity
@Table(name = "onboarding")
class StartedOnboarding extends AbstractAggregateRoot<StartedOnboarding> {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;
    private @Nullable String customer;
    private @Nullable String project;
    @Enumerated(EnumType.STRING)
    private OnboardingDraft.State state;
    private String outcome = "";
    private String startedBy;
    private String startedByName;
    private Instant startedAt;
    private @Nullable Instant endedAt;

    protected StartedOnboarding() {}

    StartedOnboarding(@Nullable CustomerId customer, Actor by, Instant now) {
        this.customer = customer == null ? null : customer.value();
        state = OnboardingDraft.State.OPEN;
        startedBy = by.person().value();
        startedByName = by.name();
        startedAt = now;
    }

    void nameCustomer(CustomerId named) {
        requireOpen();
        customer = named.value();
    }

    void nameProject(ProjectId named) {
        requireOpen();
        project = named.value();
    }

    void submit(String change, Instant now) {
        end(OnboardingDraft.State.SUBMITTED, now);
        outcome = change;
        registerEvent(event("onboarding.submit", Optional.empty(), Map.of(), Map.of("change", change)));
    }

    void discard(String reason, Instant now) {
        if (reason.isBlank()) {
            throw new Refusal("Say why this onboarding is given up.");
        }
        end(OnboardingDraft.State.DISCARDED, now);
        registerEvent(event("onboarding.discard", Optional.of(reason.strip()), Map.of(), Map.of()));
    }

    private void end(OnboardingDraft.State to, Instant now) {
        requireOpen();
        state = to;
        endedAt = now;
    }

    void requireOpen() {
        switch (state) {
            case OPEN -> { }
            case SUBMITTED -> throw new Refusal("This onboarding was submitted as " + outcome + ". Cancel that change, and start again with these answers.");
            case DISCARDED -> throw new Refusal("This onboarding was given up. Start a new one.");
        }
    }

    CustomerEvent event(String action, Optional<String> reason, Map<String, ?> before, Map<String, ?> after) {
        return new CustomerEvent(action, "onboarding " + id, customer(), reason, before, after);
    }

    /** Before it has a customer it belongs to whoever started it. */
    PersonId startedBy() {
        return new PersonId(startedBy);
    }

    long id() {
        return id == null ? 0 : id;
    }

    Optional<CustomerId> customer() {
        return Optional.ofNullable(customer).map(CustomerId::new);
    }

    Optional<ProjectId> project() {
        return Optional.ofNullable(project).map(ProjectId::new);
    }

    OnboardingDraft draft(Map<String, OnboardingDraft.Saved> steps) {
        return new OnboardingDraft(id(), customer(), project(), state, outcome, steps, startedByName, startedBy(), startedAt);
    }
}
