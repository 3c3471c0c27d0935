package com.trmlabs.portal.service;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The services on record. */
interface ServiceStore extends JpaRepository<Service, String> {

    List<Service> findByClusterOrderByName(String cluster);

    List<Service> findAllByOrderByCustomerAscNameAsc();

    List<Service> findByTypeAndReleaseOrderByName(String type, String release);
}
