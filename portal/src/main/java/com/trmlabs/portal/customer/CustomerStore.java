package com.trmlabs.portal.customer;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The customers on record. */
interface CustomerStore extends JpaRepository<RegisteredCustomer, String> {

    boolean existsByNameAndIdNot(String name, String id);

    List<RegisteredCustomer> findAllByOrderByName();
}
