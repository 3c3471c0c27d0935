package com.trmlabs.portal.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Down when an event has waited too long for its place in the log: the record would be behind what happens. */
@Component("sequencerHealthIndicator")
class SequencerHealth extends AbstractHealthIndicator {

    private final JdbcClient sql;
    private final Clock clock;
    private final AuditSettings settings;

    SequencerHealth(JdbcClient sql, Clock clock, AuditSettings settings) {
        super("The outbox of the audit log cannot be read");
        this.sql = sql;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var oldest = sql.sql("select entry::jsonb ->> 'at' from audit_outbox order by id limit 1").query(String.class).optional();
        var lag = oldest.map(at -> Duration.between(Instant.parse(at), clock.instant())).orElse(Duration.ZERO);
        health.status(lag.compareTo(settings.lagLimit()) > 0 ? "DOWN" : "UP").withDetail("lagSeconds", lag.toSeconds());
    }
}
