package com.trmlabs.portal.audit;

import com.trmlabs.portal.audit.spi.Owners.Owner;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records what was refused. It stands outside of rights and transactions, so that a denied right is seen and the record
 * outlives the rollback of what it is about.
 */
@Aspect
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class RefusedActivities {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedActivities.class);

    private final Outbox outbox;
    private final CurrentActor currentActor;
    private final KnownOwners owners;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;

    RefusedActivities(Outbox outbox, CurrentActor currentActor, KnownOwners owners, Clock clock, PlatformTransactionManager transactions) {
        this.outbox = outbox;
        this.currentActor = currentActor;
        this.owners = owners;
        this.clock = clock;
        ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Around("@annotation(activity)")
    Object record(ProceedingJoinPoint call, Activity activity) throws Throwable {
        try {
            return call.proceed();
        } catch (RuntimeException failure) {
            if (!Recorded.isIn(failure)) { // by an activity inside of this one
                write(activity, call, failure);
            }
            throw failure;
        }
    }

    private void write(Activity activity, JoinPoint call, RuntimeException failure) {
        try {
            var about = new About(call.getArgs());
            var told = entry(activity, about, failure);
            var entry = owner(activity.value(), about).map(told::belongingTo).orElse(told);
            ownTransaction.executeWithoutResult(status -> outbox.write(entry));
            failure.addSuppressed(Recorded.MARK);
        } catch (RuntimeException unrecorded) {
            LOG.error("A refusal of {} could not be recorded", activity.value(), unrecorded);
            failure.addSuppressed(unrecorded);
        }
    }

    private Entry entry(Activity activity, About about, RuntimeException failure) {
        return new Entry(clock.instant().truncatedTo(ChronoUnit.MICROS), who(), activity.value(), about.subject(),
                about.first(CustomerId.class).map(Object::toString).orElse(null),
                about.first(ServiceName.class).map(Object::toString).orElse(null),
                reason(failure), isDenial(failure) ? Outcome.DENIED : Outcome.FAILED, Map.of(), Map.of());
    }

    /** What was only just written is known to the transaction around the activity, if there is one and it still answers. */
    private Optional<Owner> owner(String action, About about) {
        try {
            return owners.find(action, about.names());
        } catch (DataAccessException broken) {
            return ownTransaction.execute(status -> owners.find(action, about.names()));
        }
    }

    private Entry.Who who() {
        try {
            return Entry.Who.of(currentActor.actor(), currentActor.signIn());
        } catch (AccessDeniedException nobody) {
            return Entry.Who.of(new Actor(new PersonId("unknown"), "nobody signed in", Actor.Kind.PERSON, Optional.empty()), Optional.empty());
        }
    }

    private static boolean isDenial(RuntimeException failure) {
        return failure instanceof Refusal || failure instanceof AccessDeniedException || failure instanceof NotFound;
    }

    /** Only messages written for people; another one may carry what no log should hold. */
    private static String reason(RuntimeException failure) {
        return isDenial(failure) ? Plain.text(String.valueOf(failure.getMessage())) : failure.getClass().getSimpleName();
    }

    private static final class Recorded extends Exception {

        static final Recorded MARK = new Recorded();

        private Recorded() {
            super("recorded in the audit log", null, false, false);
        }

        static boolean isIn(RuntimeException failure) {
            return Arrays.asList(failure.getSuppressed()).contains(MARK);
        }
    }
}
