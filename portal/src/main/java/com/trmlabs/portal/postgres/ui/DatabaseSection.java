package com.trmlabs.portal.postgres.ui;

import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.postgres.Databases;
import com.trmlabs.portal.postgres.Group;
import com.trmlabs.portal.postgres.Group.Member;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.service.ui.ServiceSection;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.time.Clock;
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
        return databases.knows(service.row().service().type()) ? Optional.of(card(service)) : Optional.empty();
    }

    private SectionCard card(ServiceQueries.Page service) {
        SectionCard card = new SectionCard("Members");
        try {
            List<Group> groups = databases.groups(service.row().service());
            card.add(new AsOf(clock.instant()));
            groups.forEach(group -> {
                if (groups.size() > 1) {
                    card.add(new H4(group.name()));
                }
                card.add(group.members().isEmpty() ? new Paragraph("No member of " + group.name() + " has been made yet.") : table(group));
            });
        } catch (KubernetesFault unread) {
            card.add(Notice.failure("The members cannot be shown: " + unread.getMessage()));
        }
        return card;
    }

    private static PlainTable table(Group group) {
        PlainTable table = new PlainTable("Members of " + group.name(), "Member", "Role", "State", "Behind", "Timeline", "Node", "Restart");
        group.members().forEach(member -> table.row(List.of(new Span(member.name()), new Span(role(group, member)), new Span(state(member)),
                new Span(member.lagBytes().map(DatabaseSection::size).orElse("")), new Span(String.valueOf(member.timeline())), new Span(member.node()),
                new Span(member.pendingRestart() ? "settings wait for one" : "none needed"))));
        return table;
    }

    private static String role(Group group, Member member) {
        if (group.leader().filter(member.name()::equals).isPresent()) {
            return "leader";
        }
        return member.synchronous() ? "synchronous standby" : "replica";
    }

    private static String state(Member member) {
        return member.state() + (member.ready() ? "" : ", not ready");
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? (bytes >> 10) + " kB" : (bytes >> 20) + " MB";
    }
}
