package com.trmlabs.portal.audit.ui;

import com.trmlabs.portal.audit.AuditEvent;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Times;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.QueryParameters;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** One entry with everything it says, and what changed field by field. */
final class EntryCard extends Div {

    EntryCard(AuditEvent event, QueryParameters filters) {
        addClassName("entry");
        add(new SectionCard("Entry " + event.seq(), facts(event), changes(event))
                .actions(new Anchor("audit?" + filters.getQueryString(), "Close")));
    }

    private static FactList facts(AuditEvent event) {
        var facts = new FactList()
                .fact("Time", Times.utc(event.at()))
                .fact("Outcome", OutcomeBadge.of(event.outcome()))
                .fact("Action", event.action())
                .fact("Subject", event.subject())
                .fact("Actor", event.actor())
                .fact("Counts as", event.person());
        fact(facts, "Reason", event.reason());
        fact(facts, "Customer", event.customer());
        fact(facts, "Service", event.service());
        fact(facts, "From address", event.address());
        fact(facts, "Signed in", event.signedInAt().map(at -> Times.utc(at) + event.signInMethods().map(how -> " by " + how).orElse("")));
        return facts;
    }

    private static void fact(FactList facts, String name, Optional<String> value) {
        value.ifPresent(text -> facts.fact(name, text));
    }

    private static Component changes(AuditEvent event) {
        var fields = new TreeSet<>(event.before().keySet());
        fields.addAll(event.after().keySet());
        if (fields.isEmpty()) {
            return new Paragraph("No field changed.");
        }
        var table = new PlainTable("What changed, field by field", "Field", "Before", "After");
        fields.forEach(field -> table.row(List.of(new Span(field), new Span(event.before().getOrDefault(field, "")), new Span(event.after().getOrDefault(field, "")))));
        return table;
    }
}
