package com.trmlabs.portal.postgres.ui;

import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.postgres.Databases;
import com.trmlabs.portal.postgres.Group;
import com.trmlabs.portal.postgres.Group.Member;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.service.ui.ServiceSection;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.Reading;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Slot;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;

/** Members, roles, lag, timeline and pending restarts of a database. */
@org.springframework.stereotype.Component
@Order(10)
class DatabaseSection implements ServiceSection {

    private final Databases databases;
    private final Clock clock;

    DatabaseSection(Databases databases, Clock clock) {
        this.databases = databases;
        this.clock = clock;
    }

    @Override
    public Optional<Component> section(ServiceQueries.Page service) {
        return databases.knows(service.row().service().type()) ? Optional.of(card(service.row().service())) : Optional.empty();
    }

    private SectionCard card(ServiceName service) {
        Paragraph waiting = new Paragraph("Reading the members from " + service.cluster() + "...");
        waiting.addClassName("quiet");
        Slot fault = new Slot();
        waiting.getElement().setAttribute("role", "status");
        Div members = new Div(waiting);
        SectionCard card = new SectionCard("Members", fault, members);
        Reading.whileOpen(card, () -> read(service), found -> {
            fault.show(found.fault().map(KubernetesFault::getMessage), () -> found.fault().map(DatabaseSection::failure).stream().toList());
            if (found.fault().isEmpty()) {
                members.removeAll();
                members.add(shown(found.groups(), found.at()));
            } else {
                members.remove(waiting);
            }
        });
        return card;
    }

    /** @param fault why nothing was found; what was found before stays in sight then, with its time */
    private record Found(List<Group> groups, Instant at, Optional<KubernetesFault> fault) {}

    private Found read(ServiceName service) {
        try {
            return new Found(databases.groups(service), clock.instant(), Optional.empty());
        } catch (KubernetesFault unread) {
            return new Found(List.of(), clock.instant(), Optional.of(unread));
        }
    }

    private static Notice failure(KubernetesFault unread) {
        String runbook = unread instanceof KubernetesFault.Unreachable ? "unreachable-cluster" : "refused";
        return Notice.failure("The members cannot be read: " + unread.getMessage(),
                new Span("It is tried again while this page is open. The database itself may well be fine."),
                new Anchor("runbooks/" + runbook, "Runbook: what to look at and to do"));
    }

    static List<Component> shown(List<Group> groups, Instant at) {
        List<Component> parts = new ArrayList<>(List.of(new AsOf(at)));
        groups.forEach(group -> {
            if (groups.size() > 1) {
                parts.add(new H3(group.name()));
            }
            parts.add(group.members().isEmpty() ? new Paragraph("No member of " + group.name() + " is there: not made yet, or gone.") : table(group));
        });
        return parts;
    }

    private static PlainTable table(Group group) {
        PlainTable table = new PlainTable("Members of " + group.name(), "Member", "Role", "State", "Behind", "Timeline", "Node", "Restart");
        group.members().forEach(member -> table.row(List.of(new Span(member.name()), new Span(role(group, member)), state(member),
                new Span(behind(group, member)), new Span(member.timeline() == 0 ? "not known" : String.valueOf(member.timeline())),
                new Span(member.node().isEmpty() ? "none yet" : member.node()), new Span(member.pendingRestart() ? "settings wait for one" : "none needed"))));
        return table;
    }

    private static boolean leads(Group group, Member member) {
        return group.leader().filter(member.name()::equals).isPresent();
    }

    private static String role(Group group, Member member) {
        return leads(group, member) ? "leader" : member.synchronous() ? "synchronous standby" : "replica";
    }

    private static Span state(Member member) {
        Span state = new Span(member.state() + (member.ready() ? "" : ", not ready"));
        if (!member.ready()) {
            state.addClassName("cause");
        }
        return state;
    }

    private static String behind(Group group, Member member) {
        return member.lagBytes().map(DatabaseSection::size).orElse(leads(group, member) ? "nobody" : "not known");
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? (bytes >> 10) + " kB" : (bytes >> 20) + " MB";
    }
}
