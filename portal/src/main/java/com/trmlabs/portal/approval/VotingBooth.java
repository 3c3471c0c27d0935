package com.trmlabs.portal.approval;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.People.Person;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Configuration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes votes and tells when there are enough of them. */
@Component
class VotingBooth implements ApprovalDesk, Approvals, ApprovalExpiry {

    private final ApprovalStore approvals;
    private final CurrentActor current;
    private final People people;
    private final ApprovalSettings settings;
    private final JdbcClient jdbc;
    private final Clock clock;

    VotingBooth(ApprovalStore approvals, CurrentActor current, People people, ApprovalSettings settings, JdbcClient jdbc, Clock clock) {
        this.approvals = approvals;
        this.current = current;
        this.people = people;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    @Activity("approval.vote")
    @PreAuthorize("isAuthenticated()")
    @Transactional
    public void vote(String subject, Fingerprint fingerprint, Verdict verdict, String comment) {
        Approval approval = seen(subject);
        var actor = current.actor();
        approval.refusal(actor).ifPresent(why -> { throw new Refusal(why); });
        current.require(Role.APPROVER, approval.customer());
        SignIn signIn = current.signIn().filter(this::isFresh).orElseThrow(() -> new Refusal(
                "A vote needs a sign-in of the last " + settings.freshSignIn().toMinutes() + " minutes. Sign in again, then vote."));
        approval.vote(actor, fingerprint, verdict, comment.strip(), signIn, clock.instant());
        approvals.save(approval);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<String> refusal(String subject) {
        Approval approval = approvals.findById(subject).orElseThrow(() -> new NotFound("vote on " + subject));
        current.requireSight(approval.customer(), "vote on " + subject);
        if (!current.grants().holds(Role.APPROVER, approval.customer())) {
            return Optional.of("Approvers of " + approval.customer() + " vote here.");
        }
        return approval.refusal(current.actor());
    }

    @Override
    public Freshness freshness() {
        var signIn = current.signIn();
        return new Freshness(signIn.map(SignIn::at), settings.freshSignIn(), signIn.filter(this::isFresh).isPresent());
    }

    private boolean isFresh(SignIn signIn) {
        return signIn.at().plus(settings.freshSignIn()).isAfter(clock.instant());
    }

    private Approval seen(String subject) {
        Approval approval = approvals.locked(subject).orElseThrow(() -> new NotFound("vote on " + subject));
        current.requireSight(approval.customer(), "vote on " + subject);
        return approval;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void ask(Request request) {
        var now = clock.instant();
        approvals.save(approvals.locked(request.subject()).map(approval -> {
            approval.ask(request, now);
            return approval;
        }).orElseGet(() -> new Approval(request, now)));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void voidVotes(String subject, String why) {
        approvals.locked(subject).ifPresent(approval -> {
            approval.voidVotes(why);
            approvals.save(approval);
        });
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void withdraw(String subject, String why) {
        approvals.locked(subject).ifPresent(approval -> {
            approval.withdraw();
            approvals.save(approval);
        });
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean holds(String subject, Fingerprint fingerprint) {
        return approvals.locked(subject).filter(approval -> {
            approval.expire(clock.instant());
            approvals.save(approval);
            var approvers = people.holding(Role.APPROVER, approval.customer()).stream().map(Person::id).collect(Collectors.toSet());
            return approval.granters(fingerprint).stream().filter(approvers::contains).count() >= approval.votesNeeded();
        }).isPresent();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void use(String subject, Fingerprint fingerprint) {
        Approval approval = approvals.locked(subject).orElseThrow();
        approval.use(fingerprint, clock.instant());
        approvals.save(approval);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean used(String subject, Fingerprint fingerprint) {
        return approvals.findById(subject).filter(approval -> approval.wasUsedOn(fingerprint)).isPresent();
    }

    @Override
    public Rule rule(String name) {
        return jdbc.sql("select name, votes, version from approval_rule where name = ?").param(name).query(Rule.class).single();
    }

    /** Any replica may do it at any time. */
    @Override
    @Transactional
    public int expireDue() {
        var now = clock.instant();
        List<String> due = approvals.due(now);
        due.forEach(subject -> approvals.locked(subject).ifPresent(approval -> {
            approval.expire(now);
            approvals.save(approval);
        }));
        return due.size();
    }

    @Configuration
    @EnableConfigurationProperties(ApprovalSettings.class)
    static class Wiring {}
}
