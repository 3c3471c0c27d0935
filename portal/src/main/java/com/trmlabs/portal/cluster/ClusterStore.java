package com.trmlabs.portal.cluster;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The clusters on record. */
interface ClusterStore extends JpaRepository<ClusterRecord, String> {

    List<ClusterRecord> findByCustomerOrderByName(String customer);
}
