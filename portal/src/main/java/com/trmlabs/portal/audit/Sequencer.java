package com.trmlabs.portal.audit;

import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives waiting events their number, one after the other without a gap. One replica at a time does it, under a lock that ends
 * with its transaction; a batch moves from outbox to log whole or not at all.
 */
@Component
class Sequencer {

    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    private static final int BATCH = 500;
    private static final long LOCK = 0x6175646974L;

    private final NamedParameterJdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    Sequencer(NamedParameterJdbcTemplate sql, TransactionTemplate transaction, JsonMapper json) {
        this.sql = sql;
        this.transaction = transaction;
        this.json = json;
    }

    void keepUp() {
        try {
            while (sequence() == BATCH) {
                LOG.debug("More events wait");
            }
        } catch (DataAccessException | TransactionException unreachable) {
            LOG.warn("Events wait for their place in the log: {}", unreachable.getMessage());
        }
    }

    /** Moves up to one batch; answers how many events, none when another replica is at it. */
    int sequence() {
        return transaction.execute(status -> lock() ? move() : 0);
    }

    private boolean lock() {
        return sql.queryForObject("select pg_try_advisory_xact_lock(:lock)", Map.of("lock", LOCK), Boolean.class);
    }

    private int move() {
        var waiting = sql.query("select id, entry from audit_outbox order by id limit " + BATCH,
                (row, number) -> new Waiting(row.getLong("id"), row.getString("entry")));
        if (waiting.isEmpty()) {
            return 0;
        }
        long next = sql.queryForObject("select coalesce(max(seq) + 1, 0) from audit_event", Map.of(), Long.class);
        var rows = new MapSqlParameterSource[waiting.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(next + i, waiting.get(i));
        }
        sql.batchUpdate("""
                insert into audit_event (seq, outbox_id, at, actor, action, subject, customer, service, outcome, entry)
                values (:seq, :outbox, :at, :actor, :action, :subject, :customer, :service, :outcome, :entry)""", rows);
        sql.update("delete from audit_outbox where id in (:ids)", Map.of("ids", ids(waiting)));
        return rows.length;
    }

    private MapSqlParameterSource row(long seq, Waiting waiting) {
        var entry = json.readValue(waiting.entry(), Entry.class);
        var numbered = (ObjectNode) json.readTree(waiting.entry());
        numbered.put("seq", seq);
        return new MapSqlParameterSource("seq", seq)
                .addValue("outbox", waiting.id())
                .addValue("at", Timestamp.from(entry.at()))
                .addValue("actor", entry.actor().name())
                .addValue("action", entry.action())
                .addValue("subject", entry.subject())
                .addValue("customer", entry.customer())
                .addValue("service", entry.service())
                .addValue("outcome", entry.outcome().name())
                .addValue("entry", Canonical.json(numbered.toString()));
    }

    private static List<Long> ids(List<Waiting> waiting) {
        return waiting.stream().map(Waiting::id).toList();
    }

    private record Waiting(long id, String entry) {}
}
