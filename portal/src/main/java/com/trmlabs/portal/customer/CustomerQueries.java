package com.trmlabs.portal.customer;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads customers and projects for pages; what the actor may not see is not there. */
@Component
@PreAuthorize("isAuthenticated()")
@Transactional(readOnly = true)
public class CustomerQueries {

    private final CustomerStore customers;
    private final ProjectStore projects;
    private final CurrentActor current;

    CustomerQueries(CustomerStore customers, ProjectStore projects, CurrentActor current) {
        this.customers = customers;
        this.projects = projects;
        this.current = current;
    }

    public record Row(CustomerId id, String name, Tier tier, String dataRegion, int projects) {}

    /** @param access the newest access test, absent when there was none */
    public record ProjectPage(ProjectDetails details, Optional<AccessTest> access) {}

    /** By name. @param text looked for in name and short name */
    public List<Row> rows(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        var grants = current.grants();
        return customers.findAllByOrderByName().stream().filter(customer -> grants.sees(customer.id())).map(this::row)
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(wanted) || row.id().value().contains(wanted)).toList();
    }

    private Row row(RegisteredCustomer customer) {
        var details = customer.details();
        return new Row(details.id(), details.name(), details.tier(), details.dataRegion(),
                projects.findByCustomerOrderById(details.id().value()).size());
    }

    public CustomerDetails customer(CustomerId id) {
        current.requireSight(id, "customer " + id);
        return customers.findById(id.value()).map(RegisteredCustomer::details).orElseThrow(() -> new NotFound("customer " + id));
    }

    public List<ProjectPage> projects(CustomerId customer) {
        current.requireSight(customer, "customer " + customer);
        return projects.findByCustomerOrderById(customer.value()).stream().map(CustomerQueries::page).toList();
    }

    public ProjectPage project(ProjectId id) {
        var project = projects.findById(id.value()).orElseThrow(() -> new NotFound("project " + id));
        current.requireSight(project.customer(), "project " + id);
        return page(project);
    }

    private static ProjectPage page(RegisteredProject project) {
        return new ProjectPage(project.details(), project.accessTest());
    }
}
