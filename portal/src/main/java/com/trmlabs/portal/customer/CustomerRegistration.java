package com.trmlabs.portal.customer;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes customers on, and keeps what is known about them true. */
@Component
public class CustomerRegistration {

    private final CustomerStore customers;
    private final CurrentActor current;
    private final Clock clock;

    CustomerRegistration(CustomerStore customers, CurrentActor current, Clock clock) {
        this.customers = customers;
        this.current = current;
        this.clock = clock;
    }

    @Activity("customer.register")
    @PreAuthorize("isAuthenticated()")
    @Transactional
    public void register(CustomerDetails details) {
        current.require(Role.OPERATOR, details.id());
        refuseSecondName(details);
        if (customers.existsById(details.id().value())) {
            throw new Refusal("The short name " + details.id() + " is taken. Choose another one.");
        }
        customers.saveAndFlush(new RegisteredCustomer(details, clock.instant()));
    }

    @Activity("customer.revise")
    @PreAuthorize("isAuthenticated()")
    @Transactional
    public void revise(CustomerDetails details) {
        current.require(Role.OPERATOR, details.id());
        refuseSecondName(details);
        var customer = customers.findById(details.id().value()).orElseThrow(() -> new NotFound("customer " + details.id()));
        customer.revise(details);
        customers.save(customer);
    }

    private void refuseSecondName(CustomerDetails details) {
        if (customers.existsByNameAndIdNot(details.name(), details.id().value())) {
            throw new Refusal("Another customer is called " + details.name() + " already.");
        }
    }
}
