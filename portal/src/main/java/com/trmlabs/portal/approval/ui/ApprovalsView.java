package com.trmlabs.portal.approval.ui;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.approval.ApprovalQueries.State;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.ImpactLine;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.TabLinks;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Locale;

/** What is asked of whoever is signed in, what they asked of others, and what was decided; cards, so that a phone will do. */
@Route("approvals")
@PageTitle("Approvals")
@Menu(title = "Approvals", order = 30, icon = "vaadin:user-check")
@PermitAll
class ApprovalsView extends Div implements BeforeEnterObserver {

    private static final int PORTION = 50;

    private enum Tab {
        ASKED("Asked of me"),
        REQUESTED("I requested"),
        DONE("Done");

        private final String title;

        Tab(String title) {
            this.title = title;
        }

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Tab of(String key) {
            return List.of(values()).stream().filter(tab -> tab.key().equals(key)).findFirst().orElse(ASKED);
        }
    }

    private final ApprovalQueries approvals;
    private final TabLinks tabs = new TabLinks("Approvals");
    private final FilterBar filters = new FilterBar("approvals", "Number, title, customer", this::show).keep("tab");
    private final Span count = new Span();
    private final UnorderedList list = new UnorderedList();
    private final Div rest = new Div();
    private Tab tab = Tab.ASKED;

    ApprovalsView(ApprovalQueries approvals) {
        this.approvals = approvals;
        addClassName("page");
        list.addClassName("asks");
        count.addClassName("count");
        count.getElement().setAttribute("role", "status");
        add(new PageHeader("Approvals"), tabs, filters, count, list, rest);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters.read(event.getLocation().getQueryParameters());
        tab = Tab.of(filters.kept("tab"));
        tabs.clear();
        for (Tab each : Tab.values()) {
            int waiting = each == Tab.ASKED ? approvals.countAskedOfMe() : 0;
            tabs.tab(each.title + (waiting == 0 ? "" : " " + waiting), "approvals?tab=" + each.key(), each == tab);
        }
        show();
    }

    private void show() {
        list.removeAll();
        rest.removeAll();
        append(portion(0));
        if (list.getComponentCount() == 0) {
            rest.add(empty());
        }
    }

    private List<Asked> portion(int offset) {
        return switch (tab) {
            case ASKED -> approvals.askedOfMe(filters.text(), offset, PORTION);
            case REQUESTED -> approvals.requestedByMe(filters.text(), offset, PORTION);
            case DONE -> approvals.done(filters.text(), offset, PORTION);
        };
    }

    private void append(List<Asked> portion) {
        portion.stream().map(ApprovalsView::card).forEach(list::add);
        int shown = list.getComponentCount();
        boolean more = portion.size() == PORTION;
        String most = tab == Tab.ASKED ? "The most urgent %d" : "The latest %d";
        count.setText(shown == 0 ? "" : (more ? most : shown == 1 ? "%d approval" : "%d approvals").formatted(shown));
        rest.removeAll();
        if (more) {
            rest.add(new Button("Next " + PORTION, click -> append(portion(shown))));
        }
    }

    private EmptyState empty() {
        if (filters.active() > 0) {
            return new EmptyState("No approval matches \"" + filters.text() + "\".", "Search looks at number, title and customer.",
                    new Button("Clear", click -> filters.clear()));
        }
        return switch (tab) {
            case ASKED -> new EmptyState("Nothing waits for your vote.",
                    "Approvers are asked here as soon as a plan is sealed; your own requests never come here.");
            case REQUESTED -> new EmptyState("You asked for no approval.", "Changes that you submit stand here until they are decided.");
            case DONE -> new EmptyState("Nothing was decided yet.", "Approved, used, rejected and expired requests are kept here.");
        };
    }

    private static ListItem card(Asked asked) {
        Anchor name = new Anchor(asked.link(), asked.subject() + " " + asked.title());
        name.addClassName("strong");
        long yes = asked.votes().stream().filter(vote -> vote.counts() && vote.verdict() == Verdict.YES).count();
        Div what = new Div(name, part(asked.customer() + ", by " + asked.requester()), new ImpactLine(asked.impact()));
        Div votes = new Div(badge(asked.state()), part("%d of %d votes".formatted(yes, asked.votesNeeded())));
        votes.addClassName("ask-votes");
        what.addClassName("ask-what");
        return new ListItem(votes, what, when(asked));
    }

    private static Component when(Asked asked) {
        boolean open = asked.state() == State.OPEN;
        Div when = new Div(part(open ? "Vote by" : "Asked"), new Moment(open ? asked.expires() : asked.asked()));
        when.addClassName("ask-when");
        return when;
    }

    private static StatusBadge badge(State state) {
        return new StatusBadge(switch (state) {
            case OPEN -> Status.AWAITING_APPROVAL;
            case GRANTED -> Status.APPROVED;
            case USED -> Status.USED;
            case REJECTED -> Status.REJECTED;
            case VOIDED -> Status.VOID;
            case EXPIRED -> Status.EXPIRED;
            case WITHDRAWN -> Status.CANCELLED;
        });
    }

    private static Span part(String text) {
        Span span = new Span(text);
        span.addClassName("quiet");
        return span;
    }
}
