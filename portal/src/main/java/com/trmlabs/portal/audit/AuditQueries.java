package com.trmlabs.portal.audit;

import com.trmlabs.portal.identity.CurrentActor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the record. Whoever sees only some customers sees only entries about those. */
@Component
public class AuditQueries {

    private static final int AT_ONCE = 500;

    private final JdbcClient sql;
    private final CurrentActor currentActor;
    private final JsonMapper json;

    AuditQueries(JdbcTemplate jdbc, CurrentActor currentActor, JsonMapper json) {
        var portions = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        portions.setFetchSize(AT_ONCE);
        this.sql = JdbcClient.create(portions);
        this.currentActor = currentActor;
        this.json = json;
    }

    /** Newest first. */
    @PreAuthorize("isAuthenticated()")
    public List<AuditEvent> events(AuditFilter filter, int offset, int limit) {
        var where = new Where(filter, currentActor.grants());
        return sql.sql("select seq, entry from audit_event" + where.sql() + " order by seq desc limit :limit offset :offset")
                .params(where.parameters()).param("limit", limit).param("offset", offset).query(this::read).list();
    }

    @PreAuthorize("isAuthenticated()")
    public int count(AuditFilter filter) {
        return Math.toIntExact(count(new Where(filter, currentActor.grants())));
    }

    @PreAuthorize("isAuthenticated()")
    public Optional<AuditEvent> find(long seq) {
        var where = new Where(AuditFilter.ALL, currentActor.grants()).at(seq);
        return sql.sql("select seq, entry from audit_event" + where.sql()).params(where.parameters()).query(this::read).optional();
    }

    /** The values that occur, to choose from. */
    @PreAuthorize("isAuthenticated()")
    public Choices choices() {
        return new Choices(values("actor"), values("customer"), values("service"), values("action"));
    }

    public record Choices(List<String> actors, List<String> customers, List<String> services, List<String> actions) {}

    long count(Where where) {
        return sql.sql("select count(*) from audit_event" + where.sql()).params(where.parameters()).query(Long.class).single();
    }

    long last() {
        return sql.sql("select coalesce(max(seq), -1) from audit_event").query(Long.class).single();
    }

    /** Each entry's text as it stands in the log, oldest first, a portion of rows in memory at a time. */
    @Transactional(readOnly = true)
    void each(Where where, Consumer<String> entry) {
        try (var entries = sql.sql("select entry from audit_event" + where.sql() + " order by seq").params(where.parameters())
                .query(String.class).stream()) {
            entries.forEach(entry);
        }
    }

    AuditEvent event(String entry) {
        var tree = json.readTree(entry);
        var read = json.treeToValue(tree, Entry.class);
        var who = read.actor();
        return new AuditEvent(tree.get("seq").asLong(), read.at(), who.name(), who.person(), who.kind(), Optional.ofNullable(who.address()),
                Optional.ofNullable(who.signedInAt()), Optional.ofNullable(who.methods()), read.action(), read.subject(),
                Optional.ofNullable(read.customer()), Optional.ofNullable(read.service()), read.outcome(), Optional.ofNullable(read.reason()),
                texts(tree.get("before")), texts(tree.get("after")));
    }

    private AuditEvent read(ResultSet row, int number) throws SQLException {
        return event(row.getString("entry"));
    }

    /** Walks the index from value to value, so that it stays quick however long the log is. */
    private List<String> values(String column) {
        var where = new Where(AuditFilter.ALL, currentActor.grants());
        var and = where.sql().isEmpty() ? " where " : where.sql() + " and ";
        var found = new ArrayList<String>();
        var next = next(column, and, where, "");
        while (next.isPresent()) {
            found.add(next.get());
            next = next(column, and, where, next.get());
        }
        return found;
    }

    private Optional<String> next(String column, String and, Where where, String after) {
        return sql.sql("select min(" + column + ") from audit_event" + and + column + " > :after")
                .params(where.parameters()).param("after", after).query(String.class).optional();
    }

    private static Map<String, String> texts(JsonNode fields) {
        var texts = new LinkedHashMap<String, String>();
        fields.forEachEntry((name, value) -> texts.put(name, value.isString() ? value.asString() : value.toString()));
        return texts;
    }
}
