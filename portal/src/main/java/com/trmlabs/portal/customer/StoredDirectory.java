package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers {@link CustomerDirectory} from the database. */
@Component
@Transactional(readOnly = true)
class StoredDirectory implements CustomerDirectory {

    private final CustomerStore customers;
    private final ProjectStore projects;

    StoredDirectory(CustomerStore customers, ProjectStore projects) {
        this.customers = customers;
        this.projects = projects;
    }

    @Override
    public Optional<Customer> find(CustomerId id) {
        return customers.findById(id.value()).map(RegisteredCustomer::asCustomer);
    }

    @Override
    public Optional<Project> project(ProjectId id) {
        return projects.findById(id.value()).map(project -> project.details().asProject());
    }

    @Override
    public List<Project> projects(CustomerId customer) {
        return projects.findByCustomerOrderById(customer.value()).stream().map(project -> project.details().asProject()).toList();
    }
}
