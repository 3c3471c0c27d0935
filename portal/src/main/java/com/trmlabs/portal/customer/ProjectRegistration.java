package com.trmlabs.portal.customer;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Registers the Google Cloud projects that customers give us to work in. */
@Component
public class ProjectRegistration {

    private final ProjectStore projects;
    private final CustomerStore customers;
    private final CurrentActor current;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ProjectRegistration(ProjectStore projects, CustomerStore customers, CurrentActor current, ApplicationEventPublisher events, Clock clock) {
        this.projects = projects;
        this.customers = customers;
        this.current = current;
        this.events = events;
        this.clock = clock;
    }

    /** Registers it, or revises what is registered. */
    @Activity("project.register")
    @PreAuthorize("isAuthenticated()")
    @Transactional
    public void register(ProjectDetails details) {
        current.require(Role.OPERATOR, details.customer());
        if (!customers.existsById(details.customer().value())) {
            throw new NotFound("customer " + details.customer());
        }
        var known = projects.findById(details.id().value());
        known.ifPresent(project -> project.revise(details));
        projects.saveAndFlush(known.orElseGet(() -> new RegisteredProject(details, clock.instant())));
    }

    /** Takes a project off the books that nothing was ever created in. */
    @Activity("project.forget")
    @PreAuthorize("isAuthenticated()")
    @Transactional
    public void forget(ProjectId id) {
        var project = projects.findById(id.value()).orElseThrow(() -> new NotFound("project " + id));
        current.requireSight(project.customer(), "project " + id);
        current.require(Role.OPERATOR, project.customer());
        if (project.isFixed()) {
            throw new Refusal("A change builds on project " + id + "; it stays on record.");
        }
        projects.delete(project);
        projects.flush();
        events.publishEvent(CustomerEvent.of("project.forget", id.value(), project.customer(), Map.of("project", id.value()), Map.of()));
    }
}
