package com.trmlabs.portal.customer;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    private final JdbcClient jdbc;

    CustomerQueries(CustomerStore customers, ProjectStore projects, CurrentActor current, JdbcClient jdbc) {
        this.customers = customers;
        this.projects = projects;
        this.current = current;
        this.jdbc = jdbc;
    }

    public record Row(CustomerId id, String name, Tier tier, String dataRegion, int projects) {}

    /** @param access the newest access test, absent when there was none */
    public record ProjectPage(ProjectDetails details, Optional<AccessTest> access) {}

    /** By name. @param text looked for in name and short name */
    public List<Row> rows(String text) {
        var grants = current.grants();
        return jdbc.sql("""
                select c.*, (select count(*) from project p where p.customer = c.id) projects from customer c
                where (? or c.id = any(?)) and strpos(lower(c.name) || chr(10) || c.id, ?) > 0 order by c.name""")
                .params(grants.seesAll(), grants.customerNames(), text.strip().toLowerCase(Locale.ROOT))
                .query((row, i) -> new Row(new CustomerId(row.getString("id")), row.getString("name"), Tier.valueOf(row.getString("tier")),
                        row.getString("data_region"), row.getInt("projects"))).list();
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
