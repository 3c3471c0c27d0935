package com.trmlabs.portal.approval;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.People.Person;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers {@link ApprovalQueries} for the current actor. */
@Component
@Transactional(readOnly = true)
class ApprovalReading implements ApprovalQueries {

    private final ApprovalStore approvals;
    private final CurrentActor current;
    private final People people;

    ApprovalReading(ApprovalStore approvals, CurrentActor current, People people) {
        this.approvals = approvals;
        this.current = current;
        this.people = people;
    }

    @Override
    public List<Asked> askedOfMe(String text) {
        return votable().map(this::view).filter(asked -> matches(asked, text)).toList();
    }

    @Override
    public int countAskedOfMe() {
        return (int) votable().count();
    }

    private Stream<Approval> votable() {
        var actor = current.actor();
        var grants = current.grants();
        return approvals.findByStateOrderByExpires(State.OPEN).stream()
                .filter(approval -> grants.holds(Role.APPROVER, approval.customer()) && approval.refusal(actor).isEmpty());
    }

    @Override
    public List<Asked> requestedByMe(String text) {
        return approvals.findByRequesterAndStateInOrderByAskedDesc(current.actor().person().value(), Set.of(State.OPEN, State.VOIDED, State.GRANTED))
                .stream().filter(approval -> current.grants().sees(approval.customer())).map(this::view).filter(asked -> matches(asked, text)).toList();
    }

    @Override
    public List<Asked> done(String text, int offset, int limit) {
        var grants = current.grants();
        var customers = grants.customers().stream().map(CustomerId::value).toArray(String[]::new);
        return approvals.decided(grants.seesAll(), customers, wanted(text), offset, limit).stream().map(this::view).toList();
    }

    @Override
    public Optional<Asked> find(String subject) {
        return approvals.findById(subject).filter(approval -> current.grants().sees(approval.customer())).map(this::view);
    }

    private Asked view(Approval approval) {
        return approval.view(approval.isOpen() ? couldVote(approval) : List.of());
    }

    private List<String> couldVote(Approval approval) {
        return people.holding(Role.APPROVER, approval.customer()).stream()
                .filter(person -> !approval.wasWrittenBy(person.id()) && !approval.wasVotedOnBy(person.id()))
                .map(Person::name).toList();
    }

    private static String wanted(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean matches(Asked asked, String text) {
        String wanted = wanted(text);
        return Stream.of(asked.subject(), asked.title(), asked.customer().value(), asked.requester(), asked.impact())
                .anyMatch(part -> part.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
