package com.trmlabs.portal.audit;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.DomainEvent;
import java.time.Clock;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Hears every event and writes it beside the state change: no event, no change; no change, no event. */
@Component
class Outbox {

    private final JdbcClient sql;
    private final CurrentActor currentActor;
    private final JsonMapper json;
    private final Clock clock;

    Outbox(JdbcClient sql, CurrentActor currentActor, JsonMapper json, Clock clock) {
        this.sql = sql;
        this.currentActor = currentActor;
        this.json = json;
        this.clock = clock;
    }

    @EventListener
    void record(DomainEvent event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(event.action() + " of " + event.subject()
                    + " was published outside of a transaction; publish it in the one that makes it true");
        }
        write(Entry.of(event, clock.instant(), Entry.Who.of(currentActor.actor(), currentActor.signIn())));
    }

    void write(Entry entry) {
        sql.sql("insert into audit_outbox (entry) values (:entry)").param("entry", json.writeValueAsString(entry)).update();
    }
}
