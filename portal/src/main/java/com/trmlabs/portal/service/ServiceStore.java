package com.trmlabs.portal.service;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The services on record. */
interface ServiceStore extends JpaRepository<Service, String> {

    List<Service> findByClusterOrderByName(String cluster);

    List<Service> findAllByOrderByCustomerAscNameAsc();

    List<Service> findByTypeAndReleaseOrderByName(String type, String release);

    /** Of all customers or of some. */
    @Query(value = """
            select release, count(*) services from service where type = ?1 and release = any(?2) and (?3 or customer = any(?4)) group by release""", nativeQuery = true)
    List<Running> running(String type, String[] releases, boolean all, String[] customers);

    interface Running {
        String getRelease();

        int getServices();
    }
}
