package com.trmlabs.portal.approval;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Grants;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.People.Person;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    public List<Asked> askedOfMe(String text, int offset, int limit) {
        var votes = votes();
        return views(approvals.votable(votes.seesAll(), votes.customerNames(), wanted(text), me(), offset, limit));
    }

    @Override
    public int countAskedOfMe() {
        var votes = votes();
        return approvals.countVotable(votes.seesAll(), votes.customerNames(), "", me());
    }

    /** Where the actor votes; a token does nowhere. */
    private Grants votes() {
        return current.actor().kind() == Actor.Kind.PERSON ? current.grants().of(Role.APPROVER) : Grants.NONE;
    }

    @Override
    public List<Asked> requestedByMe(String text, int offset, int limit) {
        var seen = current.grants();
        return views(approvals.requested(seen.seesAll(), seen.customerNames(), wanted(text), me(), offset, limit));
    }

    @Override
    public List<Asked> done(String text, int offset, int limit) {
        var seen = current.grants();
        return views(approvals.decided(seen.seesAll(), seen.customerNames(), wanted(text), offset, limit));
    }

    @Override
    public Optional<Asked> find(String subject) {
        return find(Set.of(subject)).stream().findFirst();
    }

    @Override
    public List<Asked> find(Set<String> subjects) {
        return views(approvals.findAllById(subjects).stream().filter(approval -> current.grants().sees(approval.customer())).toList());
    }

    private List<Asked> views(List<Approval> page) {
        var asking = page.stream().filter(Approval::isOpen).map(Approval::customer).collect(Collectors.toSet());
        Map<CustomerId, List<Person>> approvers = asking.isEmpty() ? Map.of() : people.holding(Role.APPROVER, asking);
        return page.stream().map(approval -> approval.view(approval.isOpen() ? couldVote(approval, approvers.get(approval.customer())) : List.of())).toList();
    }

    private static List<String> couldVote(Approval approval, List<Person> approvers) {
        return approvers.stream().filter(person -> !approval.wasWrittenBy(person.id()) && !approval.wasVotedOnBy(person.id())).map(Person::name).toList();
    }

    private String me() {
        return current.actor().person().value();
    }

    private static String wanted(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
