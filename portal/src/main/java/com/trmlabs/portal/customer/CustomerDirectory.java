package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The registered customers and their projects, for other modules; what the actor may see is checked by the caller. */
public interface CustomerDirectory {

    Optional<Customer> find(CustomerId id);

    Optional<Project> project(ProjectId id);

    List<Project> projects(CustomerId customer);

    record Customer(CustomerId id, String name, Tier tier, ZoneId zone) {}

    /** @param network the VPC network, and its subnet in the region, that clusters go into */
    record Project(ProjectId id, CustomerId customer, String region, String network, String subnet, String podRange, String serviceRange) {}
}
