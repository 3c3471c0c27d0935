package com.trmlabs.portal.change;

import com.trmlabs.portal.change.spi.StepHandler.LostLease;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who may take a step of a change now. Time is the database's, so replicas need not agree on theirs. */
@Component
class Leases {

    private final JdbcClient jdbc;
    private final ChangeSettings settings;

    Leases(JdbcClient jdbc, ChangeSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    record Lease(ChangeId change, String holder, long fence) {}

    /** The lease, unless somebody else holds it. */
    @Transactional
    Optional<Lease> take(ChangeId change) {
        String holder = UUID.randomUUID().toString();
        return jdbc.sql("""
                insert into change_lease (change, holder, fence, until) values (:change, :holder, 1, clock_timestamp() + :length::interval)
                on conflict (change) do update set holder = excluded.holder, fence = change_lease.fence + 1, until = excluded.until
                where change_lease.until < clock_timestamp()
                returning fence""")
                .param("change", change.number()).param("holder", holder).param("length", seconds(settings.lease()))
                .query(Long.class).optional().map(fence -> new Lease(change, holder, fence));
    }

    /** Right before an effect: still ours, and for the whole length again. */
    @Transactional
    void renew(Lease lease) {
        renew(lease, settings.lease());
    }

    @Transactional
    void renew(Lease lease, Duration length) {
        int rows = jdbc.sql("update change_lease set until = clock_timestamp() + :length::interval where change = :change and fence = :fence and until >= clock_timestamp()")
                .param("length", seconds(length)).param("change", lease.change().number()).param("fence", lease.fence()).update();
        if (rows == 0) {
            throw new LostLease();
        }
    }

    /** Inside the transaction that records a step's outcome: holds the lease's row until then. */
    void confirm(Lease lease) {
        jdbc.sql("select fence from change_lease where change = :change and fence = :fence for update")
                .param("change", lease.change().number()).param("fence", lease.fence())
                .query(Long.class).optional().orElseThrow(LostLease::new);
    }

    @Transactional
    void giveBack(Lease lease) {
        jdbc.sql("update change_lease set until = '-infinity' where change = :change and fence = :fence")
                .param("change", lease.change().number()).param("fence", lease.fence()).update();
    }

    private static String seconds(Duration length) {
        return length.toMillis() + " milliseconds";
    }
}
