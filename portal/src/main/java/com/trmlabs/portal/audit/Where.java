package com.trmlabs.portal.audit;

import com.trmlabs.portal.identity.Grants;
import com.trmlabs.portal.kernel.CustomerId;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The condition of a search, with what the asker may see as its first part. */
final class Where {

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    Where(AuditFilter filter, Grants grants) {
        if (!grants.seesAll()) {
            in("customer", "visible", visible(grants));
        }
        filter.from().ifPresent(from -> add("at >= :from", "from", Timestamp.from(from)));
        filter.until().ifPresent(until -> add("at < :until", "until", Timestamp.from(until)));
        chosen("actor", filter.actors());
        chosen("customer", filter.customers());
        chosen("service", filter.services());
        chosen("action", filter.actions());
        chosen("outcome", filter.outcomes().stream().map(Enum::name).toList());
        if (!filter.text().isBlank()) {
            text(filter.text().strip());
        }
    }

    /** In values only, not in the names of fields. What the whole entry does not hold need not be taken apart. */
    private void text(String wanted) {
        add("entry ilike :written", "written", like(written(wanted)));
        add("""
                (subject ilike :text or exists (
                    select from (select entry::jsonb) e (whole),
                        jsonb_path_query(jsonb_build_array(whole -> 'reason', whole -> 'before', whole -> 'after'), '$.**') value
                    where jsonb_typeof(value) not in ('object', 'array') and value #>> '{}' ilike :text))""", "text", like(wanted));
    }

    private static String like(String text) {
        return "%" + text.replaceAll("[\\\\%_]", "\\\\$0") + "%";
    }

    /** As it stands in a JSON text. */
    private static String written(String text) {
        var list = Canonical.json(JsonMapper.shared().writeValueAsString(List.of(text)));
        return list.substring(2, list.length() - 2);
    }

    Where upTo(long seq) {
        add("seq <= :upTo", "upTo", seq);
        return this;
    }

    Where at(long seq) {
        add("seq = :seq", "seq", seq);
        return this;
    }

    String sql() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private void chosen(String column, Collection<String> values) {
        if (!values.isEmpty()) {
            in(column, column, values);
        }
    }

    private void in(String column, String name, Collection<String> values) {
        if (values.isEmpty()) {
            conditions.add("false");
        } else {
            add(column + " in (:" + name + ")", name, values);
        }
    }

    private void add(String condition, String name, Object value) {
        conditions.add(condition);
        parameters.put(name, value);
    }

    private static List<String> visible(Grants grants) {
        return grants.customers().stream().map(CustomerId::value).toList();
    }
}
