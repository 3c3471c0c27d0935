package com.trmlabs.portal.customer;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** The onboardings on record. */
interface OnboardingStore extends JpaRepository<StartedOnboarding, Long> {

    /** Locked until the end of the transaction: two saves, or a save and a submission, happen one after the other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select o from StartedOnboarding o where o.id = ?1")
    Optional<StartedOnboarding> locked(long id);

    List<StartedOnboarding> findByStateOrderByIdDesc(OnboardingDraft.State state);

    List<StartedOnboarding> findByProjectAndStateOrderByIdDesc(String project, OnboardingDraft.State state);
}
