package com.trmlabs.portal.change;

import com.trmlabs.portal.approval.ApprovalEnded;
import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The activities around a change. Locks are taken in one order everywhere: approval, then change. */
@Component
class DeskOfChanges implements ChangeDesk, Drafts {

    private final ChangeStore changes;
    private final Planning planning;
    private final ImpactLines impacts;
    private final Approvals approvals;
    private final HoldSwitch hold;
    private final CurrentActor current;
    private final ChangeSettings settings;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DeskOfChanges(ChangeStore changes, Planning planning, ImpactLines impacts, Approvals approvals, HoldSwitch hold, CurrentActor current,
            ChangeSettings settings, ApplicationEventPublisher events, JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.changes = changes;
        this.planning = planning;
        this.impacts = impacts;
        this.approvals = approvals;
        this.hold = hold;
        this.current = current;
        this.settings = settings;
        this.events = events;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    // --- drafts, written by the modules that bring kinds of change

    @Override
    @Transactional
    public ChangeId draft(Intent intent, String reason, String ticket) {
        ChangeId id = new ChangeId(changes.nextNumber());
        // in the database, so that a refusal of the same transaction can tell whose it is
        changes.saveAndFlush(new Change(id, intent, current.actor(), reason, ticket, clock.instant()));
        return id;
    }

    @Override
    @Transactional
    public void alter(ChangeId id, int begunFrom, Intent intent, String reason, String ticket) {
        approvals.voidVotes(id.toString(), current.actor().name() + " altered what is asked for");
        transition(id, change -> change.alter(intent, begunFrom, current.actor(), reason, ticket, clock.instant()));
    }

    @Override
    @Transactional(readOnly = true)
    public Revision revision(ChangeId id) {
        return seen(changes.findById(id.number()), id).revision();
    }

    @Override
    @Transactional(readOnly = true)
    public Intent intent(ChangeId id) {
        return seen(changes.findById(id.number()), id).intent();
    }

    @Override
    public Plan preview(Intent intent) {
        return planning.plan(intent);
    }

    @Override
    public String impact(Plan plan) {
        return impacts.worst(plan.steps());
    }

    // --- activities

    /** Planning reads the cluster, so it happens outside of the transaction that seals; what was altered meanwhile is not sealed. */
    @Override
    @Activity("change.seal")
    @PreAuthorize("hasRole('OPERATOR')")
    public void submit(ChangeId id) {
        Change draft = seen(changes.findById(id.number()), id);
        current.require(Role.OPERATOR, draft.customer());
        draft.refusal(Verb.SUBMIT).ifPresent(why -> { throw new Refusal(why); });
        Planning.Planned planned = plan(draft);
        List<String> differs = draft.plan().isEmpty() ? List.of() : SinceSealed.lines(draft, planned);
        transaction.executeWithoutResult(tx -> {
            approvals.voidVotes(id.toString(), "sealed anew");
            Change change = seen(changes.locked(id.number()), id);
            change.seal(planned, differs, draft.revision().number(), current.actor(), clock.instant());
            changes.save(change);
            keep(id, planned.seal());
            approvals.ask(new Approvals.Request(id.toString(), change.title(), change.customer(), impacts.worst(planned.plan().steps()),
                    "changes/" + id, change.requester(), change.requesterName(), change.editors(), planned.seal().fingerprint(),
                    planned.rule().votes(), clock.instant().plus(settings.approvalExpiry())));
        });
    }

    /** For good, so that each vote's text can be read after later seals. */
    private void keep(ChangeId id, Seal seal) {
        jdbc.sql("insert into change_seal (change, fingerprint, text, sealed) values (?, ?, ?, ?) on conflict do nothing")
                .params(id.number(), seal.fingerprint().hex(), seal.text(), Timestamp.from(clock.instant())).update();
    }

    private Planning.Planned plan(Change draft) {
        try {
            return planning.plan(draft.id(), draft.intent());
        } catch (KubernetesFault | CloudFault fault) {
            throw new Refusal("Plan not sealed. " + fault.getMessage() + " Nothing changed; try again when it answers.");
        }
    }

    @Override
    @Activity("change.cancel")
    @PreAuthorize("hasAnyRole('OPERATOR', 'ADMIN')")
    @Transactional
    public void cancel(ChangeId id, String reason) {
        String why = required(reason, "Say why it is cancelled.");
        approvals.withdraw(id.toString(), why);
        operate(id, change -> change.cancel(why, clock.instant()), Role.OPERATOR, Role.ADMIN);
    }

    @Override
    @Activity("change.remark")
    @PreAuthorize("hasAnyRole('OPERATOR', 'APPROVER', 'ADMIN')")
    @Transactional
    public void remark(ChangeId id, String text) {
        Change change = seen(changes.findById(id.number()), id);
        if (!current.grants().holdsAny(change.customer(), Role.OPERATOR, Role.APPROVER, Role.ADMIN)) {
            throw new Refusal("Operators, approvers and admins of " + change.customer() + " write here.");
        }
        String said = required(text, "Write something first.");
        jdbc.sql("insert into change_remark (change, at, author, text) values (?, ?, ?, ?)")
                .params(id.number(), Timestamp.from(clock.instant()), current.actor().name(), said).update();
        events.publishEvent(new ChangeEvent("remark", id, change.customer(), change.intent().service(), said, Map.of(), Map.of()));
        events.publishEvent(new ChangeProgressed(id));
    }

    @Override
    @Activity("change.pause")
    @PreAuthorize("hasRole('OPERATOR')")
    @Transactional
    public void pause(ChangeId id, String reason) {
        operate(id, change -> change.pause(required(reason, "Say why the run is paused.")), Role.OPERATOR);
    }

    @Override
    @Activity("change.resume")
    @PreAuthorize("hasRole('OPERATOR')")
    @Transactional
    public void resume(ChangeId id) {
        operate(id, change -> change.resume(clock.instant()), Role.OPERATOR);
    }

    @Override
    @Activity("change.abort")
    @PreAuthorize("hasRole('OPERATOR')")
    @Transactional
    public void abort(ChangeId id, String reason) {
        String why = required(reason, "Say why the run goes back.");
        runAgain(id, Verb.ABORT, change -> change.abort(why, clock.instant()));
    }

    @Override
    @Activity("change.retry")
    @PreAuthorize("hasRole('OPERATOR')")
    @Transactional
    public void retry(ChangeId id) {
        runAgain(id, Verb.RETRY, change -> change.retry(clock.instant()));
    }

    /** What has ended may run again only where nothing else ran meanwhile: its plan was made for what was there before. */
    private void runAgain(ChangeId id, Verb verb, Consumer<Change> transition) {
        try {
            operate(id, change -> {
                refusal(change, verb).ifPresent(why -> { throw new Refusal(why); });
                transition.accept(change);
            }, Role.OPERATOR);
            changes.flush();
        } catch (DataIntegrityViolationException busy) {
            throw new Refusal("Another change has just begun on the same target. When it has ended, propose a new change.");
        }
    }

    private Optional<String> refusal(Change change, Verb verb) {
        return change.refusal(verb).or(() -> (verb == Verb.ABORT || verb == Verb.RETRY) && change.status().hasEnded()
                ? changes.startedSince(change.id().number()).map(later -> "C-%d has run since on %s, and the plan of %s is older than what it did. Propose a new change."
                        .formatted(later, change.target(), change.id()))
                : Optional.empty());
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<String> refusal(ChangeId id, Verb verb) {
        Change change = seen(changes.findById(id.number()), id);
        boolean mayAct = verb == Verb.CANCEL && current.grants().holds(Role.ADMIN, change.customer())
                || current.grants().holds(Role.OPERATOR, change.customer());
        return mayAct ? refusal(change, verb) : Optional.of("Operators of " + change.customer() + " do this.");
    }

    @Override
    @Activity("run.hold-all")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public void holdAll(String reason) {
        hold.hold(current.actor(), reason);
        events.publishEvent(new RunsHeld(true, reason));
    }

    @Override
    @Activity("run.release-all")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public void releaseAll() {
        hold.release();
        events.publishEvent(new RunsHeld(false, ""));
    }

    @Override
    public Optional<String> held() {
        return hold.state();
    }

    // --- what approval tells, inside its transaction

    @EventListener
    void on(ApprovalEnded ended) {
        if (ended.subject().startsWith("C-")) {
            ChangeId id = ChangeId.of(ended.subject());
            Change change = changes.locked(id.number()).orElseThrow();
            if (change.fingerprint().filter(ended.fingerprint()::equals).isPresent()) {
                take(change, ended);
                changes.save(change);
            }
        }
    }

    private void take(Change change, ApprovalEnded ended) {
        switch (ended.outcome()) {
            case GRANTED -> change.approved();
            case REJECTED -> change.rejected(ended.why(), clock.instant());
            case CHANGES_ASKED -> change.changesAsked(ended.why());
            case EXPIRED -> change.expired(ended.why(), clock.instant());
        }
    }

    // --- shared

    /** By whoever holds one of the roles at the change's customer; the first is the one that is missed. */
    private void operate(ChangeId id, Consumer<Change> transition, Role... roles) {
        transition(id, change -> {
            if (!current.grants().holdsAny(change.customer(), roles)) {
                current.require(roles[0], change.customer());
            }
            transition.accept(change);
        });
    }

    private void transition(ChangeId id, Consumer<Change> transition) {
        Change change = seen(changes.locked(id.number()), id);
        transition.accept(change);
        changes.save(change);
    }

    private Change seen(Optional<Change> found, ChangeId id) {
        Change change = found.orElseThrow(() -> new NotFound("change " + id));
        CustomerId customer = change.customer();
        current.requireSight(customer, "change " + id);
        return change;
    }

    private static String required(String text, String otherwise) {
        if (text.isBlank()) {
            throw new Refusal(otherwise);
        }
        return text.strip();
    }

    /** All runs were held or released. */
    private record RunsHeld(boolean held, String why) implements com.trmlabs.portal.kernel.DomainEvent {
        @Override
        public String action() {
            return held ? "run.hold-all" : "run.release-all";
        }

        @Override
        public String subject() {
            return "all runs";
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(why).filter(text -> !text.isBlank());
        }
    }

    @Configuration
    @EnableConfigurationProperties(ChangeSettings.class)
    static class Wiring {
        @Bean
        com.trmlabs.portal.change.spi.RunObserver nobodyWatches() {
            return (change, back, position, moment) -> {};
        }
    }
}
