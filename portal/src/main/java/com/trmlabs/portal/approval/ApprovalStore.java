package com.trmlabs.portal.approval;

import com.trmlabs.portal.approval.ApprovalQueries.State;
import jakarta.persistence.LockModeType;
import java.time.Instant;
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

    /** Of all customers or of some; the text is in small letters. */
    String FOUND = " from approval a where (?1 or customer = any(?2))"
            + " and strpos(lower(concat_ws(chr(10), subject, title, customer, requester_name, impact)), ?3) > 0";
    /** What {@link Approval#refusal} does not refuse a person. */
    String VOTABLE = FOUND + " and state = 'OPEN' and requester <> ?4 and ?4 <> all(editors)"
            + " and not exists (select from vote v where v.subject = a.subject and v.round = a.round and v.voter = ?4)";
    String NEWEST_FIRST = " order by asked desc, subject desc ";

    /** The most urgent first. */
    @Query(value = "select a.*" + VOTABLE + " order by expires, subject offset ?5 limit ?6", nativeQuery = true)
    List<Approval> votable(boolean all, String[] customers, String text, String person, int offset, int limit);

    @Query(value = "select count(*)" + VOTABLE, nativeQuery = true)
    int countVotable(boolean all, String[] customers, String text, String person);

    @Query(value = "select a.*" + FOUND + " and state in ('OPEN', 'VOIDED', 'GRANTED') and requester = ?4" + NEWEST_FIRST + "offset ?5 limit ?6", nativeQuery = true)
    List<Approval> requested(boolean all, String[] customers, String text, String person, int offset, int limit);

    @Query(value = "select a.*" + FOUND + " and state <> 'OPEN'" + NEWEST_FIRST + "offset ?4 limit ?5", nativeQuery = true)
    List<Approval> decided(boolean all, String[] customers, String text, int offset, int limit);

    @Query("select a.subject from approval a where a.state in ('OPEN', 'GRANTED') and a.expires <= ?1")
    List<String> due(Instant now);
}
