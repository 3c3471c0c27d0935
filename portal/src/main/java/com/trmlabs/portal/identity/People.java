package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import java.util.List;
import java.util.Optional;

/** The people who have signed in so far, with the roles seen at their last sign-in or check. */
public interface People {

    Optional<Person> find(PersonId id);

    /** Active people whose role counts at the customer, by name. */
    List<Person> holding(Role role, CustomerId customer);

    /** @param name what people read, an e-mail address */
    record Person(PersonId id, String name) {}
}
