package com.trmlabs.portal.audit;

import com.trmlabs.portal.identity.Grants;
import com.trmlabs.portal.kernel.CustomerId;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
            add("entry ilike :text", "text", "%" + filter.text().strip().replaceAll("[\\\\%_]", "\\\\$0") + "%");
        }
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
