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

    /** Of all customers or of some; without a customer yet, only what this person started. */
    String OPEN = " from onboarding o left join customer c on c.id = o.customer left join lateral ("
            + "select max(saved_at) saved_at, max(cast(data as json) ->> 'name') filter (where step = 'customer') name from onboarding_step where onboarding = o.id) s on true"
            + " where o.state = 'OPEN' and (?1 or o.customer = any(?2) or o.customer is null and o.started_by = ?3)";
    /** The text is in small letters. */
    String FOUND = OPEN + " and strpos(lower(concat_ws(chr(10), c.id, coalesce(c.name, s.name))), ?4) > 0";
    String TYPED = OPEN + " and s.saved_at is not null";
    String SAVED_LAST_FIRST = " order by coalesce(s.saved_at, o.started_at) desc, o.id desc ";

    @Query(value = "select o.*" + FOUND + SAVED_LAST_FIRST + "offset ?5 limit ?6", nativeQuery = true)
    List<StartedOnboarding> open(boolean all, String[] customers, String person, String text, int offset, int limit);

    @Query(value = "select count(*)" + FOUND, nativeQuery = true)
    int countOpen(boolean all, String[] customers, String person, String text);

    @Query(value = "select o.*" + TYPED + SAVED_LAST_FIRST + "limit ?4", nativeQuery = true)
    List<StartedOnboarding> typed(boolean all, String[] customers, String person, int limit);

    @Query(value = "select count(*)" + TYPED, nativeQuery = true)
    int countTyped(boolean all, String[] customers, String person);

    @Query(value = """
            select * from onboarding o where state = 'OPEN' and customer is null and started_by = ?1
                and not exists (select from onboarding_step where onboarding = o.id) order by id desc limit 1""", nativeQuery = true)
    Optional<StartedOnboarding> empty(String person);

    List<StartedOnboarding> findByProjectAndStateOrderByIdDesc(String project, OnboardingDraft.State state);

    Optional<StartedOnboarding> findByOutcome(String change);
}
