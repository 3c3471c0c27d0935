package com.trmlabs.portal.approval;

import com.trmlabs.portal.approval.ApprovalQueries.State;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** The approvals on record. */
interface ApprovalStore extends JpaRepository<Approval, String> {

    /** Locked until the end of the transaction; alterations go through this one only. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from approval a where a.subject = ?1")
    Optional<Approval> locked(String subject);

    List<Approval> findByStateOrderByExpires(State state);

    List<Approval> findByRequesterAndStateInOrderByAskedDesc(String requester, Collection<State> states);

    /**
     * Decided ones, the newest first.
     *
     * @param all whether those of all customers are seen, or of {@code customers} only
     * @param text in small letters
     */
    @Query(value = """
            select * from approval where state <> 'OPEN' and (?1 or customer = any(?2))
                and strpos(lower(concat_ws(chr(10), subject, title, customer, requester_name, impact)), ?3) > 0
            order by asked desc, subject desc offset ?4 limit ?5""", nativeQuery = true)
    List<Approval> decided(boolean all, String[] customers, String text, int offset, int limit);

    @Query("select a.subject from approval a where a.state in ('OPEN', 'GRANTED') and a.expires <= ?1")
    List<String> due(Instant now);
}
