package com.trmlabs.portal.customer;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The projects on record. */
interface ProjectStore extends JpaRepository<RegisteredProject, String> {

    List<RegisteredProject> findByCustomerOrderById(String customer);
}
