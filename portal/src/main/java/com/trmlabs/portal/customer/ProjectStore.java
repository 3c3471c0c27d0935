package com.trmlabs.portal.customer;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The projects on record. */
interface ProjectStore extends JpaRepository<RegisteredProject, String> {

    List<RegisteredProject> findByCustomerOrderById(String customer);

    @Query(value = "select * from project where ?1 = any(fixed_by)", nativeQuery = true)
    List<RegisteredProject> fixedBy(String change);
}
