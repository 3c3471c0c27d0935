package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the place of a project and the tier of its customer as they are for the changes that build on them. The caller checks rights. */
@Component
@Transactional
public class FixedPlaces {

    private final ProjectStore projects;
    private final CustomerStore customers;

    FixedPlaces(ProjectStore projects, CustomerStore customers) {
        this.projects = projects;
        this.customers = customers;
    }

    public void fix(ProjectId id, ChangeId by) {
        var project = projects.findById(id.value()).orElseThrow(() -> new NotFound("project " + id));
        var customer = customers.findById(project.customer().value()).orElseThrow();
        project.fixedBy(by);
        customer.fixedBy(by);
        projects.save(project);
        customers.save(customer);
    }

    /** For a change of which nothing stays; without effect when it fixes nothing. */
    public void release(ChangeId by) {
        projects.fixedBy(by.toString()).forEach(project -> {
            project.releasedBy(by);
            projects.save(project);
        });
        customers.fixedBy(by.toString()).forEach(customer -> {
            customer.releasedBy(by);
            customers.save(customer);
        });
    }
}
