package com.trmlabs.portal.change;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** The changes on record. */
interface ChangeStore extends JpaRepository<Change, Long> {

    /** A change o started after the change c where both have effects: on its target, or on the whole cluster of either. */
    String STARTED_SINCE = "o.started > c.started and o.id <> c.id "
            + "and (o.target = c.target or o.cluster = c.cluster and (o.service is null or c.service is null))";

    /** A step of the change c has begun and is not at its end. */
    String UNDER_WAY = "exists (select from change_step s where s.change = c.id and s.state in ('BEGUN', 'EXECUTED'))";

    /** Locked until the end of the transaction; every transition goes through this one. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from change c where c.id = ?1")
    Optional<Change> locked(long id);

    @Query(value = "select nextval('change_number')", nativeQuery = true)
    long nextNumber();

    /** What a runner could take a step of now. */
    @Query(value = "select id from change c where status in ('APPROVED', 'RUNNING') and (next_at is null or next_at <= ?1) "
            + "and (not paused or " + UNDER_WAY + ") order by id", nativeQuery = true)
    List<Long> due(Instant now);

    /**
     * The change that has to end before this one may start: it runs on the same target, or was sealed earlier for it, or runs in
     * the same cluster where one of the two is about the whole of it. A trigger keeps two that start at once apart.
     */
    @Query(value = """
            select o.id from change c join change o on o.id <> c.id
                and (o.target = c.target or o.status = 'RUNNING' and o.cluster = c.cluster and (o.service is null or c.service is null))
            where c.id = ?1 and (o.status = 'RUNNING' or (o.status = 'APPROVED' and o.sealed < c.sealed))
            order by o.status desc, o.id limit 1""", nativeQuery = true)
    Optional<Long> ahead(long id);

    /** The last one after which this one cannot go on. */
    @Query(value = "select o.id from change c join change o on " + STARTED_SINCE + " where c.id = ?1 order by o.started desc limit 1", nativeQuery = true)
    Optional<Long> startedSince(long id);
}
