package com.trmlabs.portal.audit;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.DomainEvent;
import java.time.Clock;
import java.util.stream.Stream;
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
    private final KnownOwners owners;
    private final JsonMapper json;
    private final Clock clock;

    Outbox(JdbcClient sql, CurrentActor currentActor, KnownOwners owners, JsonMapper json, Clock clock) {
        this.sql = sql;
        this.currentActor = currentActor;
        this.owners = owners;
        this.json = json;
        this.clock = clock;
    }

    @EventListener
    void record(DomainEvent event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(event.action() + " of " + event.subject()
                    + " was published outside of a transaction; publish it in the one that makes it true");
        }
        var entry = Entry.of(event, clock.instant(), Entry.Who.of(currentActor.actor(), currentActor.signIn()));
        write(entry.service() != null ? entry : owners.find(event.action(), Stream.of(event.subject())).map(entry::belongingTo).orElse(entry));
    }

    void write(Entry entry) {
        sql.sql("insert into audit_outbox (entry) values (:entry)").param("entry", json.writeValueAsString(entry)).update();
    }
}
