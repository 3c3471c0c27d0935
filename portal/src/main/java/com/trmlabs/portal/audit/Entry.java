package com.trmlabs.portal.audit;

import com.trmlabs.portal.audit.spi.Owners.Owner;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.DomainEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One event as it enters the log: plain values only, so that its text means the same to every reader. */
record Entry(Instant at, Who actor, String action, String subject, @Nullable String customer, @Nullable String service,
        @Nullable String reason, Outcome outcome, Map<String, Object> before, Map<String, Object> after) {

    /** @param signedInAt when the person itself was last seen by the identity provider, and how */
    record Who(String person, String name, String kind, @Nullable String address, @Nullable Instant signedInAt,
            @Nullable String methods) {

        static Who of(Actor actor, Optional<SignIn> signIn) {
            return new Who(actor.person().value(), actor.name(), actor.kind().name(), actor.address().orElse(null),
                    signIn.map(SignIn::at).orElse(null), signIn.map(proof -> String.join(" ", proof.methods())).orElse(null));
        }
    }

    /** What the event did not say itself. */
    Entry belongingTo(Owner owner) {
        return new Entry(at, actor, action, subject, customer != null ? customer : owner.customer().value(),
                service != null ? service : owner.service().map(Object::toString).orElse(null), reason, outcome, before, after);
    }

    static Entry of(DomainEvent event, Instant now, Who actor) {
        return new Entry(now.truncatedTo(ChronoUnit.MICROS), actor, event.action(), Plain.text(event.subject()),
                event.customer().map(Object::toString).orElse(null), event.service().map(Object::toString).orElse(null),
                event.reason().map(Plain::text).orElse(null), event.denied() ? Outcome.DENIED : Outcome.ALLOWED, Plain.fields(event.before()), Plain.fields(event.after()));
    }
}
