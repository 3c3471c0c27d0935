package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.approval.ApprovalQueries.State;
import com.trmlabs.portal.approval.ApprovalQueries.Vote;
import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Navigation;
import com.trmlabs.portal.ui.ReasonedButton;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The box beside a change: how the votes stand, and what whoever looks at it can do. */
final class Decision {

    private final ApprovalDesk approvals;
    private final CurrentActor current;
    private final VerbButtons verbs;

    Decision(ApprovalDesk approvals, CurrentActor current, VerbButtons verbs) {
        this.approvals = approvals;
        this.current = current;
        this.verbs = verbs;
    }

    /** Two boxes: the decision itself, which stays in sight on a phone, and all else. */
    List<Component> boxes(Page page, Optional<Asked> asked) {
        Div brief = new Div(new H2("Decision"));
        brief.addClassNames("card", "rail-brief");
        asked.ifPresentOrElse(votes -> brief.add(count(votes, page)), () -> brief.add(new Span("Not sealed yet, so nobody can vote.")));
        asked.filter(votes -> votes.state() == State.OPEN && current.grants().holds(Role.APPROVER, page.customer()))
                .ifPresent(votes -> brief.add(voteButton(page)));
        List<ReasonedButton> buttons = verbs.of(page);
        Div more = new Div();
        more.addClassNames("card", "rail-more");
        asked.filter(votes -> !votes.votes().isEmpty()).ifPresent(votes -> more.add(votes(votes)));
        asked.filter(votes -> votes.state() == State.OPEN && !votes.couldVote().isEmpty())
                .ifPresent(votes -> more.add(quiet("Could vote: " + String.join(", ", votes.couldVote()))));
        buttons.forEach(more::add);
        List<Component> boxes = new ArrayList<>(List.of(brief));
        if (more.getComponentCount() > 0) {
            boxes.add(more);
        }
        return boxes;
    }

    private static Span count(Asked asked, Page page) {
        long yes = asked.votes().stream().filter(vote -> vote.counts() && vote.verdict() == ApprovalDesk.Verdict.YES).count();
        Span count = new Span(switch (asked.state()) {
            case OPEN -> "%d of %d votes".formatted(yes, asked.votesNeeded());
            case GRANTED -> "Approved, %d of %d votes".formatted(yes, asked.votesNeeded());
            case USED -> "Approved and used, %d of %d votes".formatted(yes, asked.votesNeeded());
            case REJECTED -> "Rejected";
            case VOIDED -> page.changesAsked().isPresent() ? "Changes asked for" : "Votes void: seal again";
            case EXPIRED -> "Approval expired";
            case WITHDRAWN -> "No votes asked for";
        });
        count.addClassName("strong");
        return count;
    }

    private ReasonedButton voteButton(Page page) {
        return new ReasonedButton("Vote...", () -> Navigation.open("changes/" + page.id() + "/vote"))
                .primary().unless(approvals.refusal(page.id().toString()));
    }

    private static UnorderedList votes(Asked asked) {
        UnorderedList list = new UnorderedList();
        list.addClassName("votes");
        asked.votes().stream().map(vote -> vote(vote, asked)).forEach(list::add);
        return list;
    }

    private static ListItem vote(Vote vote, Asked asked) {
        String word = switch (vote.verdict()) {
            case YES -> "Yes";
            case NO -> "No";
            case CHANGES -> "Asks for changes";
        };
        Span who = new Span(word + ", " + vote.voter());
        who.addClassName("strong");
        ListItem item = new ListItem(vote.verdict() == ApprovalDesk.Verdict.YES ? VaadinIcon.CHECK.create() : VaadinIcon.CLOSE.create());
        Anchor plan = new Anchor("changes/%s/sealed/%s".formatted(asked.subject(), vote.fingerprint()), vote.fingerprint().brief());
        plan.setRouterIgnore(true);
        Span to = quiet("to ");
        to.add(plan, new Text(standing(vote, asked.fingerprint())));
        Div text = new Div(who, to);
        if (!vote.comment().isBlank()) {
            text.add(new Span("\"" + vote.comment() + "\""));
        }
        text.add(new Moment(vote.at()));
        item.add(text);
        return item;
    }

    private static String standing(Vote vote, Fingerprint present) {
        return vote.counts() ? "" : vote.fingerprint().equals(present) ? ", void" : ", void: the plan differs now";
    }

    private static Span quiet(String text) {
        Span span = new Span(text);
        span.addClassName("quiet");
        return span;
    }
}
