package com.trmlabs.portal.change;

import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.Leases.Lease;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.RunObserver;
import com.trmlabs.portal.change.spi.RunObserver.Moment;
import com.trmlabs.portal.change.spi.StepHandler;
import com.trmlabs.portal.change.spi.StepHandler.Context;
import com.trmlabs.portal.change.spi.StepHandler.LostLease;
import com.trmlabs.portal.change.spi.StepHandler.Outcome;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes one step of a change further, on any replica. Between two committed states lies at most one call of a handler, so a
 * crash at any moment leaves either the state before it or the state after it, and the handler finds out which effect is there.
 */
@Component
class ChangeRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRunner.class);
    /** Many calls to a cluster, each of which may take as long as a step's only one. */
    private static final Duration PLANNING = Duration.ofMinutes(3);
    /** Until another look at what another runner holds, which may have died. */
    private static final Duration HELD = Duration.ofSeconds(1);

    private final ChangeStore changes;
    private final RunLog log;
    private final Planning planning;
    private final Approvals approvals;
    private final Leases leases;
    private final HoldSwitch hold;
    private final Map<String, StepHandler> handlers;
    private final RunObserver observer;
    private final CurrentActor current;
    private final ChangeSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ChangeRunner(ChangeStore changes, RunLog log, Planning planning, Approvals approvals, Leases leases, HoldSwitch hold,
            List<StepHandler> handlers, RunObserver observer, CurrentActor current, ChangeSettings settings, TransactionTemplate transaction, Clock clock) {
        this.changes = changes;
        this.log = log;
        this.planning = planning;
        this.approvals = approvals;
        this.leases = leases;
        this.hold = hold;
        this.handlers = handlers.stream().collect(Collectors.toMap(StepHandler::type, Function.identity()));
        this.observer = observer;
        this.current = current;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Takes one step further. Says after how long to come again; absent when there is nothing to do here now. */
    Optional<Duration> advance(ChangeId id) {
        return current.as(Actor.portal("runner"), () -> leases.take(id).map(this::advance).orElse(Optional.of(HELD)));
    }

    private Optional<Duration> advance(Lease lease) {
        try {
            Change change = changes.findById(lease.change().number()).orElseThrow();
            if ((hold.isHeld() || change.isPaused()) && !transaction.execute(tx -> locked(lease).hasStepUnderWay())) {
                return Optional.empty();
            }
            return switch (change.status()) {
                case APPROVED -> start(lease, change);
                case RUNNING -> step(lease);
                default -> Optional.empty();
            };
        } catch (LostLease lost) {
            LOG.info("{} is carried out by another runner now", lease.change());
            return Optional.empty();
        } catch (ConcurrencyFailureException met) {
            throw met;
        } catch (RuntimeException unexpected) {
            LOG.error("{} does not get further", lease.change(), unexpected);
            return record(lease, change -> {
                if (change.status() == ChangeStatus.APPROVED || change.status() == ChangeStatus.RUNNING) {
                    change.waitFor(ours(unexpected), "an admin, who looks there; it is tried again by itself", Optional.empty(), in(10));
                }
            }, 10);
        } finally {
            leases.giveBack(lease);
        }
    }

    // --- before the first step

    private Optional<Duration> start(Lease lease, Change approved) {
        Optional<Long> ahead = changes.ahead(lease.change().number());
        if (ahead.isPresent()) {
            String where = changes.findById(ahead.get()).orElseThrow().target();
            return record(lease, change -> change.waitFor("C-" + ahead.get() + " comes first on " + where,
                    "nobody: it starts by itself when C-" + ahead.get() + " has ended", Optional.empty(), in(5)), 5);
        }
        String differs;
        leases.renew(lease, PLANNING);
        try {
            differs = whatDiffers(approved);
        } catch (KubernetesFault | CloudFault fault) {
            return record(lease, change -> change.waitFor("planning it again before the run: " + fault.getMessage(),
                    "whoever runs the cluster; it is tried again by itself", Optional.empty(), in(10)), 10);
        }
        try {
            return begin(lease, approved, differs);
        } catch (DataIntegrityViolationException anotherHasJustBegun) {
            return Optional.of(Duration.ofSeconds(1)); // and comes first from now on
        }
    }

    private Optional<Duration> begin(Lease lease, Change approved, String differs) {
        return transaction.execute(tx -> {
            boolean holds = approvals.holds(lease.change().toString(), approved.fingerprint().orElseThrow());
            Change change = locked(lease);
            if (change.status() != ChangeStatus.APPROVED || !change.fingerprint().equals(approved.fingerprint())) {
                return Optional.<Duration>empty();
            }
            if (!differs.isEmpty()) {
                approvals.voidVotes(lease.change().toString(), differs);
                change.planDiffers(differs, clock.instant());
            } else if (!holds) {
                approvals.voidVotes(lease.change().toString(), "too few who voted for it are approvers still");
                change.votesNoLongerHold("Fewer people than needed voted for just this and are approvers still; seal it again to ask for new votes");
            } else {
                approvals.use(lease.change().toString(), approved.fingerprint().orElseThrow());
                change.start(clock.instant());
            }
            changes.save(change);
            return Optional.of(Duration.ZERO);
        });
    }

    private String whatDiffers(Change approved) {
        try {
            return String.join("; ", SinceSealed.lines(approved, planning.plan(approved.id(), approved.intent())));
        } catch (Refusal | NotFound impossible) {
            return "It cannot be planned any more. " + impossible.getMessage();
        }
    }

    // --- one step

    private Optional<Duration> step(Lease lease) {
        Work work = transaction.execute(tx -> begin(lease));
        if (work == null) {
            return Optional.of(Duration.ZERO);
        }
        Context context = new Context(lease.change(), work.step().params(), work.step().memory(), work.step().begun().orElseThrow(),
                clock.instant(), () -> leases.renew(lease));
        try {
            StepHandler handler = handler(work.step().type());
            leases.renew(lease);
            if (work.verify()) {
                return verified(lease, work, handler.verify(context));
            }
            observer.at(lease.change(), work.step().isBack(), work.step().position(), Moment.BEFORE_EXECUTE);
            Outcome outcome = handler.execute(context);
            observer.at(lease.change(), work.step().isBack(), work.step().position(), Moment.AFTER_EXECUTE);
            return executed(lease, work, outcome);
        } catch (KubernetesFault.Unreachable | CloudFault.Unreachable fault) {
            return unanswered(lease, work, fault.getMessage(), List.of());
        } catch (KubernetesFault | CloudFault fault) {
            return record(lease, change -> change.stepFailed(same(change, work), fault.getMessage(), List.of(), clock.instant()), 0);
        } catch (LostLease | ConcurrencyFailureException met) {
            throw met;
        } catch (RuntimeException unexpected) {
            String what = ours(unexpected);
            if (!what.equals(work.step().progress())) { // once, not at each try
                LOG.error("{} failed at step {}", lease.change(), work.step().position(), unexpected);
            }
            return unanswered(lease, work, what, List.of(new Evidence("Where the portal failed", where(unexpected))));
        }
    }

    /** What is to be done with which step, read and marked in one transaction. */
    private record Work(Step step, boolean verify) {}

    @org.jspecify.annotations.Nullable
    private Work begin(Lease lease) {
        Change change = locked(lease);
        if (change.status() != ChangeStatus.RUNNING || change.isPaused() && !change.hasStepUnderWay()) {
            return null;
        }
        if (!change.isAsSealed() || !approvals.used(change.id().toString(), change.fingerprint().orElseThrow())) {
            change.notAsSealed(clock.instant());
            changes.save(change);
            return null;
        }
        change.leaveOutUnwatched(clock.instant());
        change.passOverWhatNeverBegan();
        Optional<Step> next = change.nextStep();
        if (next.isEmpty()) {
            change.succeed(clock.instant());
            changes.save(change);
            return null;
        }
        Step step = next.get();
        boolean verify = step.isExecuted();
        if (!verify) {
            step.begin(clock.instant());
            change.progressed();
            changes.save(change);
        }
        return new Work(step, verify);
    }

    private Optional<Duration> executed(Lease lease, Work work, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> record(lease, change -> {
                same(change, work).executed(done.did(), done.memory());
                change.comeAgain(clock.instant());
                log.write(change.id(), work.step(), done.did());
            }, 0);
            default -> goOn(lease, work, outcome);
        };
    }

    private Optional<Duration> verified(Lease lease, Work work, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> record(lease, change -> {
                Step step = same(change, work);
                step.done(done.did(), done.memory(), clock.instant());
                change.comeAgain(clock.instant());
                change.stepEnded(step, step.progress());
                log.write(change.id(), step, done.did().isEmpty() ? "done" : done.did());
            }, 0);
            default -> goOn(lease, work, outcome);
        };
    }

    private Optional<Duration> goOn(Lease lease, Work work, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Again again -> {
                record(lease, change -> {
                    Step step = same(change, work);
                    log.writeWhenNew(change.id(), step, again.progress());
                    step.remember(again.progress(), again.memory());
                    change.comeAgain(clock.instant().plus(again.after()));
                }, 0);
                yield Optional.of(again.after());
            }
            case Outcome.Waiting waiting -> {
                record(lease, change -> {
                    Step step = same(change, work);
                    log.writeWhenNew(change.id(), step, waiting.what());
                    step.remember(waiting.what(), waiting.memory());
                    change.waitFor(waiting.what(), waiting.who(), waiting.until(), clock.instant().plus(waiting.after()));
                }, 0);
                yield Optional.of(waiting.after());
            }
            case Outcome.Failed failed -> record(lease, change -> {
                log.write(change.id(), work.step(), "failed: " + failed.cause());
                change.stepFailed(same(change, work), failed.cause(), failed.evidence(), clock.instant());
            }, 0);
            case Outcome.Done done -> throw new IllegalStateException("handled before");
        };
    }

    private Optional<Duration> unanswered(Lease lease, Work work, String what, List<Evidence> evidence) {
        return record(lease, change -> {
            Step step = same(change, work);
            Duration since = step.faulty(what, clock.instant());
            log.writeWhenNew(change.id(), step, what);
            if (since.compareTo(settings.faultLimit()) > 0) {
                change.stepErrored(step, what + " So for " + since.toMinutes() + " minutes.", evidence, clock.instant());
            } else {
                change.waitFor(what, "nobody yet: it is tried again by itself", Optional.of(clock.instant().plus(settings.faultLimit()).minus(since)),
                        clock.instant().plusSeconds(1));
            }
        }, 1);
    }

    /** The message only when it was written for people: any other may hold what nobody should read here. */
    private static String ours(RuntimeException unexpected) {
        return unexpected instanceof Refusal || unexpected instanceof NotFound ? unexpected.getMessage()
                : "The portal itself failed here, by a " + unexpected.getClass().getSimpleName() + "; its log says more.";
    }

    private static String where(RuntimeException unexpected) {
        return Arrays.stream(unexpected.getStackTrace()).limit(20).map(frame -> "at " + frame).collect(Collectors.joining("\n"));
    }

    // --- recording

    private Optional<Duration> record(Lease lease, Consumer<Change> transition, long seconds) {
        transaction.executeWithoutResult(tx -> {
            Change change = locked(lease);
            transition.accept(change);
            change.progressed();
            changes.save(change);
        });
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private Change locked(Lease lease) {
        Change change = changes.locked(lease.change().number()).orElseThrow();
        leases.confirm(lease);
        return change;
    }

    /** The step of {@code work} in this transaction; another runner or an abort may have moved on since. */
    private static Step same(Change change, Work work) {
        return change.steps().filter(step -> step.isBack() == work.step().isBack() && step.position() == work.step().position() && step.isOpen())
                .findFirst().orElseThrow(LostLease::new);
    }

    private StepHandler handler(String type) {
        return Optional.ofNullable(handlers.get(type)).orElseThrow(() -> new IllegalStateException("Nothing here carries out " + type));
    }

    private Instant in(long seconds) {
        return clock.instant().plusSeconds(seconds);
    }
}
