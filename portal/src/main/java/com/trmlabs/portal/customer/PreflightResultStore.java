package com.trmlabs.portal.customer;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The answers of preflight on record. */
interface PreflightResultStore extends JpaRepository<PreflightResult, PreflightResult.Key> {

    List<PreflightResult> findByKeyProject(String project);
}
