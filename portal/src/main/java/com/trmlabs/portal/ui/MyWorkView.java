package com.trmlabs.portal.ui;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;

/** What waits, runs, failed and is about to expire, for whoever is signed in; modules contribute it by {@link Work}. */
@Route("")
@PageTitle("My work")
@Menu(title = "My work", order = 0, icon = "vaadin:inbox")
@PermitAll
class MyWorkView extends Div implements BeforeEnterObserver {

    private final ObjectProvider<Work> work;
    private final CurrentActor current;
    private final Clock clock;

    MyWorkView(ObjectProvider<Work> work, CurrentActor current, Clock clock) {
        this.work = work;
        this.current = current;
        this.clock = clock;
        addClassName("page");
    }

    /** Also when it is open already: a click on My work reads anew. */
    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        Map<Work.Group, List<Work.Portion>> groups = work.orderedStream().flatMap(part -> part.portions().stream()).filter(portion -> portion.count() > 0)
                .collect(Collectors.groupingBy(Work.Portion::group, () -> new EnumMap<>(Work.Group.class), Collectors.toList()));
        removeAll();
        Paragraph summary = new Paragraph(summary(groups));
        summary.addClassName("lead");
        add(new PageHeader("My work").status(new AsOf(clock.instant())), summary);
        order(current).stream().filter(groups::containsKey).map(group -> card(group, groups.get(group))).forEach(this::add);
        if (groups.keySet().stream().noneMatch(group -> group.ordinal() < Work.Group.FLEET.ordinal())) {
            add(new SectionCard("Nothing waits for you", new EmptyState("No change waits, runs or failed.",
                    "Changes that need you will stand here, the most urgent first.", new Anchor("changes", "All changes"))));
        }
    }

    private static String summary(Map<Work.Group, List<Work.Portion>> groups) {
        return groups.entrySet().stream()
                .filter(group -> group.getKey().ordinal() < Work.Group.FLEET.ordinal())
                .map(group -> count(group.getValue()) + " " + group.getKey().title().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Approvers see votes first, which is the order of the groups; auditors without another role see the record first. */
    private static List<Work.Group> order(CurrentActor current) {
        List<Work.Group> order = new ArrayList<>(List.of(Work.Group.values()));
        if (current.grants().holds(Role.AUDITOR) && !current.grants().holds(Role.OPERATOR, Role.APPROVER, Role.ADMIN)) {
            order.remove(Work.Group.RECORD);
            order.addFirst(Work.Group.RECORD);
        }
        return order;
    }

    private static int count(List<Work.Portion> portions) {
        return portions.stream().mapToInt(Work.Portion::count).sum();
    }

    private static SectionCard card(Work.Group group, List<Work.Portion> portions) {
        UnorderedList list = new UnorderedList();
        list.addClassName("work");
        portions.stream().flatMap(portion -> portion.items().stream()).map(MyWorkView::item).forEach(list::add);
        Span meaning = new Span(meaning(group, count(portions)));
        meaning.addClassName("quiet");
        SectionCard card = new SectionCard(group.title(), list).actions(meaning);
        portions.stream().filter(portion -> portion.count() > portion.items().size())
                .forEach(portion -> card.add(new Anchor(portion.all(), "All %,d".formatted(portion.count()))));
        return card;
    }

    private static String meaning(Work.Group group, int count) {
        return group.ordinal() < Work.Group.FLEET.ordinal() ? count + ": " + group.meaning() : group.meaning();
    }

    private static ListItem item(Work.Item item) {
        Anchor name = new Anchor(item.path(), item.name());
        name.addClassName("strong");
        Div what = new Div(name, new Span(item.title()));
        what.addClassName("row");
        Div why = new Div(new Span(item.line()));
        why.addClassNames("row", "quiet");
        if (item.until() != null) {
            why.getElement().appendChild(new Element("span").setText("until " + Times.full(item.until())), Moment.ago(item.until()));
        }
        Div body = new Div(what, why);
        return new ListItem(new StatusBadge(item.status()), body);
    }
}
