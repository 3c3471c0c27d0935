package com.trmlabs.portal.approval;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.List;

/** One person's vote in one round; never altered. */
@Entity(name = "vote")
class RecordedVote {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @ManyToOne
    @JoinColumn(name = "subject")
    private Approval approval;
    private int round;
    private String voter;
    private String voterName;
    @Enumerated(EnumType.STRING)
    private Verdict verdict;
    private String fingerprint;
    private String comment;
    private Instant at;
    private Instant signedInAt;
    private String methods;

    protected RecordedVote() {}

    RecordedVote(Approval approval, int round, Actor voter, Verdict verdict, String comment, SignIn signIn, Instant now) {
        this.approval = approval;
        this.round = round;
        this.voter = voter.person().value();
        this.voterName = voter.name();
        this.verdict = verdict;
        this.fingerprint = approval.fingerprint().hex();
        this.comment = comment;
        this.at = now;
        this.signedInAt = signIn.at();
        this.methods = String.join(",", signIn.methods());
    }

    boolean isOf(int round) {
        return this.round == round;
    }

    boolean isOf(PersonId person) {
        return voter.equals(person.value());
    }

    boolean isYesTo(Fingerprint what) {
        return verdict == Verdict.YES && fingerprint.equals(what.hex());
    }

    PersonId voterId() {
        return new PersonId(voter);
    }

    ApprovalQueries.Vote view(Fingerprint current, boolean counts) {
        return new ApprovalQueries.Vote(voterName, verdict, new Fingerprint(fingerprint), comment, at, signedInAt,
                methods.isEmpty() ? List.of() : List.of(methods.split(",")), counts && current.hex().equals(fingerprint));
    }
}
