package com.trmlabs.portal.approval;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalEnded.Outcome;
import com.trmlabs.portal.approval.ApprovalQueries.State;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.annotations.BatchSize;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/** The votes on one subject. A round belongs to one fingerprint; what was voted in earlier rounds stays, but does not count. */
@Entity(name = "approval")
class Approval extends AbstractAggregateRoot<Approval> {

    @Id
    private String subject;
    /** Absent until it is on record; guards every update besides the lock. */
    @Version
    @Nullable
    private Integer version;
    private String title;
    private String customer;
    private String impact;
    private String link;
    private String requester;
    private String requesterName;
    private Set<String> editors = Set.of();
    private String fingerprint;
    private int round;
    private int votesNeeded;
    @Enumerated(EnumType.STRING)
    private State state;
    private Instant asked;
    private Instant expires;
    /** When the subject began; what was granted counts for nothing after it. */
    @Nullable
    private Instant used;

    @OneToMany(mappedBy = "approval", cascade = CascadeType.ALL, fetch = FetchType.EAGER)
    @BatchSize(size = 100)
    @OrderBy("at")
    private List<RecordedVote> votes = new ArrayList<>();

    protected Approval() {}

    Approval(Approvals.Request request, Instant now) {
        subject = request.subject();
        ask(request, now);
    }

    /** A new round, unless just this is being asked already. */
    final void ask(Approvals.Request request, Instant now) {
        if (state == State.OPEN && request.fingerprint().hex().equals(fingerprint)) {
            return;
        }
        if (round > 0 && (state == State.OPEN || state == State.GRANTED)) {
            voidVotes("sealed anew");
        }
        title = request.title();
        customer = request.customer().value();
        impact = request.impact();
        link = request.link();
        requester = request.requester().value();
        requesterName = request.requesterName();
        editors = request.editors().stream().map(PersonId::value).collect(Collectors.toSet());
        fingerprint = request.fingerprint().hex();
        votesNeeded = request.votesNeeded();
        expires = request.expires();
        asked = now;
        round++;
        state = State.OPEN;
    }

    /** What no approver can change by asking differently: who wrote it, whether it is open, who voted already. */
    Optional<String> refusal(Actor voter) {
        if (voter.person().value().equals(requester)) {
            return Optional.of("You requested " + subject + ", so you cannot vote on it.");
        }
        if (wasWrittenBy(voter.person())) {
            return Optional.of("You have edited or sealed " + subject + ", so somebody else decides about it.");
        }
        if (voter.kind() != Actor.Kind.PERSON) {
            return Optional.of("Only a person who has signed in can vote, not a token.");
        }
        if (state != State.OPEN) {
            return Optional.of("Voting on " + subject + " is over: its approval is " + state.name().toLowerCase() + ".");
        }
        return counting().anyMatch(vote -> vote.isOf(voter.person()))
                ? Optional.of("You have voted on " + subject + " already.") : Optional.empty();
    }

    void vote(Actor voter, Fingerprint seen, Verdict verdict, String comment, SignIn signIn, Instant now) {
        refusal(voter).ifPresent(why -> { throw new Refusal(why); });
        if (!seen.hex().equals(fingerprint)) {
            throw new Refusal(subject + " is no longer what you looked at: its fingerprint was " + seen.brief() + " and is "
                    + fingerprint().brief() + " now. Read it again, then vote.");
        }
        if (verdict != Verdict.YES && comment.isBlank()) {
            throw new Refusal("Say why, so that the requester knows what to do.");
        }
        votes.add(new RecordedVote(this, round, voter, verdict, comment, signIn, now));
        registerEvent(new VoteRecorded(subject, customer(), seen, verdict, comment, signIn));
        switch (verdict) {
            case NO -> end(State.REJECTED, Outcome.REJECTED, comment);
            case CHANGES -> end(State.VOIDED, Outcome.CHANGES_ASKED, comment);
            case YES -> grantWhenEnough();
        }
    }

    private void grantWhenEnough() {
        if (saidYesTo(fingerprint()).size() >= votesNeeded) {
            end(State.GRANTED, Outcome.GRANTED, "");
        }
    }

    void voidVotes(String why) {
        if (state == State.OPEN || state == State.GRANTED) {
            registerEvent(new VotesVoided(subject, customer(), fingerprint(), (int) counting().count(), why));
            state = State.VOIDED;
        }
    }

    void withdraw() {
        if (state != State.REJECTED && state != State.EXPIRED && state != State.USED) {
            state = State.WITHDRAWN;
        }
    }

    void use(Fingerprint what, Instant now) {
        if (state != State.GRANTED || !what.hex().equals(fingerprint)) {
            throw new Refusal(subject + " is not approved as it is now, so it cannot begin.");
        }
        state = State.USED;
        used = now;
        registerEvent(new ApprovalUsed(subject, customer(), what, saidYesTo(what).size()));
    }

    void expire(Instant now) {
        if ((state == State.OPEN || state == State.GRANTED) && !now.isBefore(expires)) {
            end(State.EXPIRED, Outcome.EXPIRED, "not approved and started by " + expires);
        }
    }

    private void end(State to, Outcome outcome, String why) {
        state = to;
        registerEvent(new ApprovalEnded(subject, customer(), fingerprint(), outcome, why));
    }

    /** The people whose yes counts for this fingerprint, when it was granted. */
    List<PersonId> granters(Fingerprint wanted) {
        return state == State.GRANTED && wanted.hex().equals(fingerprint) ? saidYesTo(wanted) : List.of();
    }

    boolean wasUsedOn(Fingerprint what) {
        return state == State.USED && saidYesTo(what).size() >= votesNeeded;
    }

    /** Each vote names what it was given to, whatever this row says now. */
    private List<PersonId> saidYesTo(Fingerprint what) {
        return counting().filter(vote -> vote.isYesTo(what)).map(RecordedVote::voterId).filter(person -> !wasWrittenBy(person)).toList();
    }

    private Stream<RecordedVote> counting() {
        return votes.stream().filter(vote -> vote.isOf(round));
    }

    CustomerId customer() {
        return new CustomerId(customer);
    }

    Fingerprint fingerprint() {
        return new Fingerprint(fingerprint);
    }

    int votesNeeded() {
        return votesNeeded;
    }

    PersonId requester() {
        return new PersonId(requester);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    ApprovalQueries.Asked view(List<String> couldVote) {
        var seen = votes.stream().map(vote -> vote.view(fingerprint(), vote.isOf(round) && state != State.VOIDED)).toList();
        return new ApprovalQueries.Asked(subject, title, customer(), impact, link, requesterName, requester(), fingerprint(), votesNeeded,
                seen, couldVote, state, asked, expires);
    }

    boolean wasWrittenBy(PersonId person) {
        return person.value().equals(requester) || editors.contains(person.value());
    }

    boolean wasVotedOnBy(PersonId person) {
        return counting().anyMatch(vote -> vote.isOf(person));
    }
}
