package com.trmlabs.portal.audit;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.DomainEvent;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Looking at the record and taking a copy of it: both are entries of it. */
@Component
public class AuditReading {

    private static final Role[] EXPORTING = {Role.AUDITOR, Role.ADMIN};

    private final AuditQueries queries;
    private final CurrentActor currentActor;
    private final Sequencer sequencer;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    AuditReading(AuditQueries queries, CurrentActor currentActor, Sequencer sequencer, ApplicationEventPublisher events,
            TransactionTemplate transaction) {
        this.queries = queries;
        this.currentActor = currentActor;
        this.sequencer = sequencer;
        this.events = events;
        this.transaction = transaction;
    }

    /** How a copy is written. */
    public enum Format {
        /** One row per entry, safe to open in a spreadsheet. */
        CSV,
        /** The entries exactly as they stand in the log, one a line. */
        JSON_LINES
    }

    /** Once per opening of the page, not per portion that is scrolled into sight. */
    @Activity("audit.read")
    @PreAuthorize("isAuthenticated()")
    public void opened(AuditFilter filter) {
        publish(new Read("audit.read", Map.of("filter", words(filter))));
        sequencer.keepUp(); // what had happened by now is in sight
    }

    /** Whether the actor may take a copy of anything at all. */
    public boolean exports() {
        return currentActor.grants().holds(EXPORTING);
    }

    /** How many entries a copy would have: those of the customers at which the actor may take one, whatever else they read. */
    @PreAuthorize("isAuthenticated()")
    public long exportable(AuditFilter filter) {
        return queries.count(exported(filter));
    }

    /** Writes all entries that match and that the actor may take, up to the last one there is now, oldest first. */
    @Activity("audit.export")
    @PreAuthorize("hasAnyRole('AUDITOR', 'ADMIN')")
    public void export(AuditFilter filter, Format format, Writer copy) {
        long last = queries.last();
        var where = exported(filter).upTo(last);
        publish(new Read("audit.export", Map.of("filter", words(filter), "format", format, "rows", queries.count(where), "lastEntry", last)));
        switch (format) {
            case CSV -> CsvCopy.write(copy, rows -> queries.each(where, entry -> rows.accept(queries.event(entry))));
            case JSON_LINES -> queries.each(where, entry -> Lines.write(copy, entry));
        }
    }

    private Where exported(AuditFilter filter) {
        return new Where(filter, currentActor.grants().of(EXPORTING));
    }

    private void publish(DomainEvent event) {
        transaction.executeWithoutResult(status -> events.publishEvent(event));
    }

    private static Map<String, Object> words(AuditFilter filter) {
        var words = new LinkedHashMap<String, Object>();
        filter.from().ifPresent(from -> words.put("from", from));
        filter.until().ifPresent(until -> words.put("until", until));
        put(words, "actors", filter.actors());
        put(words, "customers", filter.customers());
        put(words, "services", filter.services());
        put(words, "actions", filter.actions());
        put(words, "outcomes", filter.outcomes());
        if (!filter.text().isBlank()) {
            words.put("text", filter.text());
        }
        return words;
    }

    private static void put(Map<String, Object> words, String name, Set<?> chosen) {
        if (!chosen.isEmpty()) {
            words.put(name, chosen.stream().map(Object::toString).sorted().toList());
        }
    }

    private record Read(String action, Map<String, ?> after) implements DomainEvent {

        @Override
        public String subject() {
            return "audit log";
        }
    }
}
