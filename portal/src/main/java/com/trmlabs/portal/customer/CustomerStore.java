package com.trmlabs.portal.customer;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The customers on record. */
interface CustomerStore extends JpaRepository<RegisteredCustomer, String> {

    boolean existsByNameAndIdNot(String name, String id);

    @Query(value = "select * from customer where ?1 = any(fixed_by)", nativeQuery = true)
    List<RegisteredCustomer> fixedBy(String change);
}
