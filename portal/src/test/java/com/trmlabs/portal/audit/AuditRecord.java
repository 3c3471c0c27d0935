package com.trmlabs.portal.audit;

import java.util.List;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The record as it stands, with everything that waits brought in; for tests of any module ({@code @Import} it). */
@TestComponent
public class AuditRecord {

    private final Sequencer sequencer;
    private final JdbcClient sql;
    private final JsonMapper json;

    AuditRecord(Sequencer sequencer, JdbcClient sql, JsonMapper json) {
        this.sequencer = sequencer;
        this.sql = sql;
        this.json = json;
    }

    /** Whatever happened by now is in the log after it. */
    public void catchUp() {
        while (sql.sql("select count(*) from audit_outbox").query(Long.class).single() > 0) {
            sequencer.sequence();
        }
    }

    /** The entries about a subject, oldest first. */
    public List<JsonNode> about(String subject) {
        catchUp();
        return sql.sql("select entry from audit_event where subject = :subject order by seq").param("subject", subject)
                .query(String.class).list().stream().map(json::readTree).toList();
    }
}
