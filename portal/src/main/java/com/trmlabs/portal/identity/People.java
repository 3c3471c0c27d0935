package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The people who have signed in so far, with the roles seen at their last sign-in or check. */
public interface People {

    Optional<Person> find(PersonId id);

    /** Active people whose role counts at the customer, by name. */
    default List<Person> holding(Role role, CustomerId customer) {
        return holding(role, Set.of(customer)).get(customer);
    }

    /** The same for each of several customers at once. */
    Map<CustomerId, List<Person>> holding(Role role, Set<CustomerId> customers);

    /** @param name what people read, an e-mail address */
    record Person(PersonId id, String name) {}
}
