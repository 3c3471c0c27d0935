package com.trmlabs.portal.customer;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The steps of onboardings on record. */
interface SavedStepStore extends JpaRepository<SavedStep, SavedStep.Key> {

    List<SavedStep> findByKeyOnboardingIn(Collection<Long> onboardings);
}
