package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.ZoneId;
import java.util.List;

/** People and a customer to begin with; names differ by test, so that a database can be shared. */
final class Given {

    static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);
    static final As SECOND_OPERATOR = As.person("operator2@example.test", Role.OPERATOR);
    static final As APPROVER = As.person("approver1@example.test", Role.APPROVER);
    static final As AUDITOR = As.person("auditor@example.test", Role.AUDITOR);
    static final As STRANGER = As.personAt("elsewhere", "stranger@example.test", Role.OPERATOR, Role.APPROVER);
    static final NodeDemand NINE = new NodeDemand("e2-standard-4", List.of("europe-west3-a", "europe-west3-b", "europe-west3-c"), 1, 3);

    private Given() {}

    static CustomerDetails customer(String id) {
        return new CustomerDetails(new CustomerId(id), id + " Analytics", Tier.PRODUCTION, "europe-west3", ZoneId.of("Europe/Berlin"),
                List.of(new Contact("Ada Admin", "ada@" + id + ".example", Contact.Duty.TECHNICAL)));
    }

    static ProjectDetails project(String id, String customer) {
        return new ProjectDetails(new ProjectId(id), new CustomerId(customer), "europe-west3",
                List.of("europe-west3-c", "europe-west3-a", "europe-west3-b"), "main", "nodes", "pods", "services");
    }
}
